"""Catalogues as data.europa.eu publishes them: machine translations marked by their language tags."""

from __future__ import annotations

import gzip
import importlib
import sys
import urllib.request
from pathlib import Path

import pytest

from mtqa import load_corpora
from mtqa.contracts import Certainty, loaders
from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.testing import check_loader

DCT = "http://purl.org/dc/terms/"
DCAT = "http://www.w3.org/ns/dcat#"
CATALOGUE = r"""# two data sets
<http://e.org/d/1> <http://purl.org/dc/terms/title> "Air quality 2021"@en .
<http://e.org/d/1> <http://purl.org/dc/terms/title> "Luftqualit\u00E4t 2012"@de-t-en-t0-mtec .
<http://e.org/d/1> <http://purl.org/dc/terms/title> "Luftqualität 2021"@de .
<http://e.org/d/1> <http://purl.org/dc/terms/title> "Qualité de l'air \"2021\""@fr-t-en-t0-mtec .
<http://e.org/d/2> <http://purl.org/dc/terms/title> "Wasser"@DE .
<http://e.org/d/2> <http://purl.org/dc/terms/title> "Water"@EN-T-DE-T0-MTEC .
<http://e.org/d/2> <http://purl.org/dc/terms/title> "Aqua"@en-t-de-t0-other .
<http://e.org/d/2> <http://purl.org/dc/terms/issued> "2020"^^<http://www.w3.org/2001/XMLSchema#gYear> .
_:x <http://purl.org/dc/terms/description> "<p>It <b>rained</b>.</p><p>A lot.</p>"@en .
_:x <http://purl.org/dc/terms/description> "<p>Es <b>regnete</b>.</p><p>Viel.</p>"@de-t-en-t0-mtec .
_:x <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#Distribution> <http://e.org/graph> .
"""


def rows(corpus: Corpus) -> list[tuple[str, str, dict[str, str], dict[str, str | None]]]:
    return [
        (segment.kind, segment.source, dict(segment.references), {s.name: s.hypotheses[n] for s in corpus.systems})
        for n, segment in enumerate(corpus.segments)
    ]


def load(folder: Path, content: str, name: str = "catalogue.nt", **options: object) -> dict[str, Corpus]:
    path = folder / name
    path.write_bytes(content.encode())
    return {str(corpus.language_pair): corpus for corpus in load_corpora(path, options=options)}


def statements(*values: str, kind: str = f"{DCAT}keyword") -> str:
    """Values of one property of one subject."""
    return "".join(f"<http://e.org/d> <{kind}> {value} .\n" for value in values)


EXPECTED = {
    "de-en": [("title", "Wasser", {}, {"eTranslation": "Water", "other": "Aqua"})],
    "en-de": [
        ("description", "It rained. A lot.", {}, {"eTranslation": "Es regnete. Viel."}),
        ("title", "Air quality 2021", {"A": "Luftqualität 2021"}, {"eTranslation": "Luftqualität 2012"}),
    ],
    "en-fr": [("title", "Air quality 2021", {}, {"eTranslation": 'Qualité de l\'air "2021"'})],
}
TURTLE = """@prefix dct: <http://purl.org/dc/terms/> .
<http://e.org/d/1> dct:title "Air quality 2021"@en, "Luftqualität 2012"@de-t-en-t0-mtec, "Luftqualität 2021"@de,
  "Qualité de l'air \\"2021\\""@fr-t-en-t0-mtec .
<http://e.org/d/2> dct:title "Water"@en-t-de-t0-mtec, "Aqua"@en-t-de-t0-other, "Wasser"@de .
<http://e.org/d/1> dct:hasPart [ dct:description "<p>It <b>rained</b>.</p><p>A lot.</p>"@en,
  "<p>Es <b>regnete</b>.</p><p>Viel.</p>"@de-t-en-t0-mtec ] .
"""
TRIG = TURTLE.replace("<http://e.org/d/1> dct:title", "<urn:g> { <http://e.org/d/1> dct:title").replace(
    "mtec .\n<http://e.org/d/2>", "mtec .\n}\n<http://e.org/d/2>"
)
RDF_XML = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dct="http://purl.org/dc/terms/"><rdf:Description rdf:about="http://e.org/d/1">
<dct:title xml:lang="en">Air quality 2021</dct:title><dct:title xml:lang="de-t-en-t0-mtec">Luftqualität 2012</dct:title>
<dct:title xml:lang="de">Luftqualität 2021</dct:title>
<dct:title xml:lang="fr-t-en-t0-mtec">Qualité de l'air "2021"</dct:title>
<dct:hasPart><rdf:Description><dct:description xml:lang="en">&lt;p&gt;It &lt;b>rained&lt;/b>.&lt;/p>&lt;p>A lot.&lt;/p>
</dct:description><dct:description xml:lang="de-t-en-t0-mtec">&lt;p>Es &lt;b>regnete&lt;/b>.&lt;/p>&lt;p>Viel.&lt;/p>
</dct:description></rdf:Description></dct:hasPart></rdf:Description>
<rdf:Description rdf:about="http://e.org/d/2"><dct:title xml:lang="de">Wasser</dct:title>
<dct:title xml:lang="en-t-de-t0-mtec">Water</dct:title><dct:title xml:lang="en-t-de-t0-other">Aqua</dct:title>
</rdf:Description></rdf:RDF>"""
JSON_LD = """{"@context": {"dct": "http://purl.org/dc/terms/"}, "@graph": [{"@id": "http://e.org/d/1", "dct:title": [
{"@language": "en", "@value": "Air quality 2021"}, {"@language": "de-t-en-t0-mtec", "@value": "Luftqualität 2012"},
{"@language": "de", "@value": "Luftqualität 2021"},
{"@language": "fr-t-en-t0-mtec", "@value": "Qualité de l'air \\"2021\\""}],
"dct:hasPart": {"dct:description": [{"@language": "en", "@value": "<p>It <b>rained</b>.</p><p>A lot.</p>"},
{"@language": "de-t-en-t0-mtec", "@value": "<p>Es <b>regnete</b>.</p><p>Viel.</p>"}]}},
{"@id": "http://e.org/d/2", "dct:title": [{"@language": "de", "@value": "Wasser"}, {"@language": "en-t-de-t0-mtec",
"@value": "Water"}, {"@language": "en-t-de-t0-other", "@value": "Aqua"}]}]}"""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("catalogue.nt", CATALOGUE),
        ("catalogue.nq", CATALOGUE),
        ("catalogue", CATALOGUE),
        ("catalogue.ttl", TURTLE),
        ("catalogue.trig", TRIG),
        ("catalogue.rdf", RDF_XML),
        ("catalogue.xml", RDF_XML),
        ("catalogue.jsonld", JSON_LD),
        ("catalogue.json", JSON_LD),
    ],
)
def test_every_syntax_gives_a_corpus_for_each_direction(tmp_path: Path, name: str, content: str) -> None:
    corpora = load(tmp_path, content, name)
    assert {pair: rows(corpus) for pair, corpus in corpora.items()} == EXPECTED
    assert corpora["de-en"].primary.name == "eTranslation"
    assert [bool(corpora[pair].notes) for pair in sorted(corpora)] == [False, True, False]
    assert {segment.document for segment in corpora["en-fr"].segments} == {"http://e.org/d/1"}


@pytest.mark.parametrize(
    ("name", "content"), [("a.nt", CATALOGUE), ("a.ttl", TURTLE), ("a.rdf", RDF_XML), ("a.jsonld", JSON_LD)]
)
def test_contract(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    check_loader("rdf", path)


def test_compressed_and_with_markup_kept(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.nt.gz"
    path.write_bytes(gzip.compress(CATALOGUE.encode()))
    (corpus,) = load_corpora(path, ["fr"])
    assert corpus.name == "catalogue"
    kept = load(tmp_path, CATALOGUE, keep_markup=True)["en-de"]
    assert kept.segments[0].source == "<p>It <b>rained</b>.</p><p>A lot.</p>"


def test_values_of_a_property_are_paired_where_one_is_left_on_each_side(tmp_path: Path) -> None:
    values = ['"Copernicus"@en', '"air"@en', '"Luft"@de-t-en-t0-mtec', '"Copernicus"@de-t-en-t0-mtec', '"Luft"@de']
    corpora = load(tmp_path, statements(*values))
    assert rows(corpora["en-de"]) == [
        ("keyword", "Copernicus", {}, {"eTranslation": "Copernicus"}),
        ("keyword", "air", {}, {"eTranslation": "Luft"}),
    ]
    identifiers = [segment.id for segment in corpora["en-de"].segments]
    assert identifiers == ["http://e.org/d keyword", "http://e.org/d keyword 2"]
    assert corpora["en-de"].warnings == ()


def test_what_cannot_be_paired_is_counted(tmp_path: Path) -> None:
    keywords = ['"air"@en', '"water"@en', '"Luft"@de-t-en-t0-mtec', '"Wasser"@de-t-en-t0-mtec']
    titles = ['"Earth"@en', '"Erde"@de-t-en-t0-mtec', '"Erde"@de-t-fr-t0-mtec']
    content = statements(*keywords) + statements(*titles, kind=f"{DCT}title")
    corpora = load(tmp_path, content)
    assert rows(corpora["en-de"]) == [("title", "Earth", {}, {"eTranslation": "Erde"})]
    assert corpora["en-de"].warnings == (
        "2 machine translations (en-de) stand beside several originals of the same property, and which belong together"
        " is not said: they were left out.",
    )
    with pytest.raises(MtqaError, match=r"no machine translation could be put beside its original\. 2 machine"):
        load(tmp_path, statements(*keywords))


def test_the_same_statement_twice_counts_once(tmp_path: Path) -> None:
    values = ['"air"@en', '"Luft"@de-t-en-t0-mtec']
    corpora = load(tmp_path, statements(*values, *values))
    assert len(corpora["en-de"].segments) == 1


def test_a_tag_without_a_machine_is_a_translation_by_people(tmp_path: Path) -> None:
    values = ['"air"@en', '"Luft"@de-t-en-t0-mtec', '"Die Luft"@de-t-en', '"Aer"@de']
    assert rows(load(tmp_path, statements(*values))["en-de"]) == [
        ("keyword", "air", {"A": "Die Luft"}, {"eTranslation": "Luft"})
    ]


def test_originals_with_a_region_and_older_tags(tmp_path: Path) -> None:
    values = ['"colour"@en-GB', '"Farbe"@de-t-en-t0-mtec', '"la couleur"@fr-x-mtfrom-en']
    corpora = load(tmp_path, statements(*values))
    assert rows(corpora["en-de"])[0][1] == "colour"
    assert rows(corpora["en-fr"]) == [("keyword", "colour", {}, {"mtfrom": "la couleur"})]


def test_properties_with_the_same_short_name_have_their_own_ids(tmp_path: Path) -> None:
    content = "".join(
        statements('"air"@en', '"Luft"@de-t-en-t0-mtec', kind=kind)
        for kind in (f"{DCT}title", "http://schema.org/title")
    )
    assert [segment.id for segment in load(tmp_path, content)["en-de"].segments] == [
        "http://e.org/d title",
        "http://e.org/d title-2",
    ]


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.nt", statements('"air"@en'), r"a\.nt: no text is marked as machine-translated"),
        ("a.nt", '<a> <b> "c" .\n', r"a\.nt: there is no text with a language tag"),
        ("a.nt", CATALOGUE + "<http://e.org/d/3> <http://purl.org/dc/ter", r"a\.nt:13: this line is no statement"),
        ("a.nt", statements('"\\uD83D x"@en'), r"a\.nt:1: an escape in this text is no character"),
        ("a.nt", statements('"\\q"@en'), r"a\.nt:1: an escape in this text is no character"),
        ("a.nt", "", r"a\.nt: the file is empty"),
        ("a.ttl", TURTLE[:-9], r"a\.ttl:\d+: this is not Turtle"),
        ("a.ttl", "<a> <b> " + "[ <c> " * 3000, r"a\.ttl.*: this is nested too deeply|a\.ttl:\d+: this is not Turtle"),
        ("a.rdf", RDF_XML[:-9], r"a\.rdf:\d+: the file is cut off"),
        (
            "a.rdf",
            '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + RDF_XML.partition("?>")[2],
            r"a\.rdf:1: the file declares an entity",
        ),
        ("a.jsonld", JSON_LD[:-9], r"a\.jsonld:\d+: this is not JSON"),
        ("a.jsonld", '{"@id": ' + "9" * 5000 + "}", r"a\.jsonld: this is not JSON: Exceeds the limit"),
        ("a.jsonld", '{"@id": "x", "p":' * 3000, r"a\.jsonld: this is nested too deeply|this is not JSON"),
        (
            "a.jsonld",
            '{"@context": "http://localhost/c"}',
            r"a\.jsonld: the context http://localhost/c would have to be",
        ),
        ("a.jsonld", '{"@context": [{}, "c.json"]}', r"a\.jsonld: the context c\.json would have to be fetched"),
        (
            "a.jsonld",
            '{"@context": {"p": {"@id": "http://p", "@context": "file:///etc/passwd"}}}',
            r"the context file:///etc/passwd would",
        ),
        ("a.jsonld", '{"@context": {"@version": 1.1, "@import": "http://x"}}', r"the context http://x would have"),
    ],
)
def test_broken_and_hostile_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: str, complaint: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    with pytest.raises(MtqaError, match=complaint) as caught:
        load(tmp_path, content, name)
    assert "\n" not in str(caught.value)


def test_without_rdflib_only_lines_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rdflib", None)
    importlib.invalidate_caches()
    assert len(load(tmp_path, CATALOGUE)) == 3
    with pytest.raises(MtqaError, match=r"needs the package rdflib.*pip install 'mtqa\[rdf\]'"):
        load(tmp_path, TURTLE, "a.ttl")


def test_other_files_are_not_taken_for_rdf(tmp_path: Path) -> None:
    loader = loaders.get("rdf")()
    for name, content in (
        ("a.jsonl", '{"source": "a", "@id": "x"}\n'),
        ("a.json", '{"source": "a"}'),
        ("a.tsv", "source\tmt\n"),
        ("a.xml", "<tmx/>"),
        ("a.txt", "PREFIXES matter.\n"),
    ):
        (tmp_path / name).write_text(content)
        assert loader.accepts(tmp_path / name) is Certainty.NO
