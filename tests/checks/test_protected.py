"""Which stretches are no language. What they are is read off the texts by hand; citations as EUR-Lex writes them."""

from __future__ import annotations

import time

import pytest
from checking import translated

from mtqa.checks._protected import OBJECT, Kind, language_of, protected, stretches
from mtqa.languages import eu_languages


def of_kinds(text: str, tag: str = "en", firm: bool = True) -> list[tuple[str, str]]:
    """Kind and text of the stretches that are certain by themselves (or all)."""
    return [(str(one.kind), text[one.start : one.end]) for one in stretches(text, tag) if one.firm or not firm]


@pytest.mark.parametrize(
    "placeholder",
    [
        "{{ limit }}",
        "{{name}}",
        "{{{raw}}}",
        "{{#if x}}",
        "{name}",
        "{0}",
        "{n,number}",
        "{user.name}",
        "${name}",
        "#{name}",
        "%{name}",
        "$(name)",
        "$name",
        "%s",
        "%d",
        "%1$s",
        "%@",
        "%.2f",
        "%ld",
        "%(count)d",
        "%(name)s",
        "%name%",
        "<%= name %>",
        "<?= $name ?>",
        "@@name@@",
        "##name##",
        "[[name]]",
        "[%name%]",
        "[site:name]",
        "__name__",
        "{Anzahl}",
        "{име}",
        "%собствено_име%",
    ],
)
def test_placeholders_of_every_syntax(placeholder: str) -> None:
    assert of_kinds(f"Hello {placeholder}, you are late.") == [("placeholder", placeholder)]


@pytest.mark.parametrize(
    "text",
    [
        "At 10:30 he said: hello, page 50% done.",
        "100 % sure and 50% done, 20 %s",
        "{see below} and [see above]",
        "a < b and c > d",
        "It cost US$ 100 and $5.",
        "A **bold** word, __a few bold words__",
        "the state-of-the-art mother-in-law",
        "AT&T and R&D",
        "either/or, and/or, 24/7, 1/2",
        "He said:no",
        "YouTube and McDonald",
    ],
)
def test_language_is_not_taken_for_something_else(text: str) -> None:
    assert of_kinds(text) == []


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ('Press <strong class="button">Save</strong>.', ['<strong class="button">', "</strong>"]),
        ("one<br>two<br/>three", ["<br>", "<br/>"]),
        ("<g id='1'>x</g><x id='2'/><ph/>", ["<g id='1'>", "</g>", "<x id='2'/>", "<ph/>"]),
        ("Click <0>here</0> or <Link>there</Link>.", ["<0>", "</0>", "<Link>", "</Link>"]),
        ("a <time>10</time>, at <time>", ["<time>", "</time>", "<time>"]),
        ("Enter <your name>, <date of birth>, <address> and <label text>.", []),
        ("<p align=left>x", ["<p align=left>"]),
    ],
)
def test_tags_and_words_in_angle_brackets(text: str, tags: list[str]) -> None:
    assert [written for kind, written in of_kinds(text) if kind == "tag"] == tags


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("https://a.eu/{{ page.lang }}/faq-1-7", "address"),
        ("www.example.org/en", "address"),
        ("press@ec.europa.eu", "e-mail address"),
        ("@MerPolCC", "account name"),
        ("/usr/share/doc/readme.txt", "file name"),
        (r"C:\Users\me\report.pdf", "file name"),
        ("report_2024.pdf", "file name"),
        ("&nbsp;", "entity"),
        ("&#39;", "entity"),
        ("COM(2024) 123 final", "reference"),
        ("SWD(2023)45", "reference"),
        ("10.2838/77.654", "reference"),
        ("BE71 0961 2345 6769", "reference"),
        ("PE 123.456v01-00", "reference"),
        ("32016R0679", "reference"),
        ("ECLI:EU:C:2014:317", "reference"),
        ("ISBN 978-92-76-12345-6", "reference"),
        ("ISBN: 978-92-76-12345-6", "reference"),
        ("ITU-T 1081", "standard"),
        ("C-131/12", "citation"),
        ("EN 301 549", "standard"),
        ("ISO/IEC 27001:2022", "standard"),
        ("EN ISO 13485", "standard"),
        ("AB-12X", "code"),
        ("26b5c67b-86b7-4f4c-9c0d-0123456789ab", "identifier"),
        ("contact_form_submit_button", "identifier"),
        ("d41d8cd98f00b204e9800998ecf8427e", "identifier"),
    ],
)
def test_what_is_copied(written: str, kind: str) -> None:
    assert of_kinds(f"See {written} for more.") == [(kind, written)]


OFFICIAL = {
    "bg": ("95/46/ЕО", "ОВ L 119, 4.5.2016 г., стр. 1"),
    "cs": ("95/46/ES", "Úř. věst. L 119, 4.5.2016, s. 1"),
    "da": ("95/46/EF", "EUT L 119 af 4.5.2016, s. 1"),
    "de": ("95/46/EG", "ABl. L 119 vom 4.5.2016, S. 1"),
    "el": ("95/46/ΕΚ", "ΕΕ L 119 της 4.5.2016, σ. 1"),
    "es": ("95/46/CE", "DO L 119 de 4.5.2016, p. 1"),
    "et": ("95/46/EÜ", "ELT L 119, 4.5.2016, lk 1"),
    "fi": ("95/46/EY", "EUVL L 119, 4.5.2016, s. 1"),
    "fr": ("95/46/CE", "JO L 119 du 4.5.2016, p. 1"),
    "ga": ("95/46/CE", "IO L 119, 4.5.2016, lch. 1"),
    "hr": ("95/46/EZ", "SL L 119, 4.5.2016., str. 1."),
    "hu": ("95/46/EK", "HL L 119., 2016.5.4., 1. o."),
    "it": ("95/46/CE", "GU L 119 del 4.5.2016, pag. 1"),
    "lt": ("95/46/EB", "OL L 119, 2016 5 4, p. 1"),
    "lv": ("95/46/EK", "OV L 119, 4.5.2016., 1. lpp."),
    "mt": ("95/46/KE", "ĠU L 119, 4.5.2016, p. 1"),
    "nl": ("95/46/EG", "PB L 119 van 4.5.2016, blz. 1"),
    "pl": ("95/46/WE", "Dz.U. L 119 z 4.5.2016, s. 1"),
    "pt": ("95/46/CE", "JO L 119 de 4.5.2016, p. 1"),
    "ro": ("95/46/CE", "JO L 119, 4.5.2016, p. 1"),
    "sk": ("95/46/ES", "Ú. v. EÚ L 119, 4.5.2016, s. 1"),
    "sl": ("95/46/ES", "UL L 119, 4.5.2016, str. 1"),
    "sv": ("95/46/EG", "EUT L 119, 4.5.2016, s. 1"),
}


def test_every_language_has_its_form() -> None:
    assert {*OFFICIAL, "en"} == set(eu_languages())


@pytest.mark.parametrize("tag", OFFICIAL)
def test_citations_compare_whatever_form_a_language_gives_them(tag: str) -> None:
    act, journal = OFFICIAL[tag]
    sides = protected(translated(f"en-{tag}", "Directive 95/46/EC (OJ L 119, 4.5.2016, p. 1)", f"{act} ({journal})"))
    assert (len(sides.source), sides.lost, sides.added) == (2, (), ())
    assert language_of(translated(f"en-{tag}", "95/46/EC", act)) == (OBJECT * 8, OBJECT * len(act))


@pytest.mark.parametrize("tag", OFFICIAL)
def test_a_changed_number_or_community_is_another_citation(tag: str) -> None:
    act, journal = OFFICIAL[tag]
    for hypothesis in (act.replace("46", "64"), act[:6] + "EEC", act.replace("95", "96")):
        sides = protected(translated(f"en-{tag}", "Directive 95/46/EC", hypothesis))
        assert [len(sides.lost), len(sides.added)] == [1, 1]
    sides = protected(translated(f"en-{tag}", "OJ L 119, 4.5.2016, p. 1", journal.replace("119", "191")))
    assert len(sides.lost) == 1


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-de", "2.1 Scope", "2.1 Geltungsbereich"),
        ("en-de", "See Chapter 3.2.", "Siehe Kapitel 3.2."),
        ("en-fr", "WCAG version 2.1", "la version 2.1 des WCAG"),
        ("en-cs", "under the Apache 2.0 licence", "pod licencí Apache 2.0"),
        ("de-en", "nach Abschnitt 4.1.2", "under 4.1.2"),
        ("en-pl", "Release v1.2.3", "Wydanie v1.2.3"),
        ("en-fr", "+32 22991111", "+32 2 299 11 11"),
        ("en-sv", "00 800 6 7 8 9 10 11", "00 800 67 89 10 11"),
        ("en-it", "the field userName", "il campo userName"),
        ("en-ro", "the season 2014/15", "sezonul 2014/15"),
    ],
)
def test_what_is_uncertain_counts_where_both_texts_have_it(pair: str, source: str, hypothesis: str) -> None:
    sides = protected(translated(pair, source, hypothesis))
    assert len(sides.source) == len(sides.hypothesis) == 1


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-de", "See Chapter 3.2.", "Siehe Kapitel 3.3."),
        ("en-de", "It grew by 2.1 %.", "Es wuchs um 2.1 %."),
        ("en-de", "In Germany 2.5 million people", "In Deutschland 2.5 Millionen Menschen"),
        ("en-de", "+32 2 299 11 11", "+32 2 299 11 12"),
        ("en-de", "on 01-02-2024", "am 01-02-2024"),
        ("en-fr", "until (05/05/2016)", "jusqu’au (05/05/2016)"),
        ("de-en", "am 05.05.2016", "on 05.05.2016"),
        ("fr-de", "une prime de RS 50.000", "eine Prämie von RS 50.000"),
        ("en-de", "closed on Monday", "montagsGeschlossen"),
    ],
)
def test_what_is_uncertain_is_language_where_one_text_lacks_it(pair: str, source: str, hypothesis: str) -> None:
    assert language_of(translated(pair, source, hypothesis)) == (source, hypothesis)


def test_only_the_words_of_icu_messages_are_language() -> None:
    source = "{n, plural, =0 {No file} one {# file in {folder}} other {# files}}"
    text, _ = language_of(translated("en-de", source, source))
    assert text.replace(OBJECT, " ").split() == ["No", "file", "file", "in", "files"]
    assert len(text) == len(source)


def test_other_branches_are_no_change_but_another_argument_is() -> None:
    source = "{n, plural, one {# day} other {# days}}"
    more = "{n, plural, one {# den} few {# dny} many {# dne} other {# dnů}}"
    assert protected(translated("en-cs", source, more)).lost == ()
    changed = protected(translated("en-cs", source, more.replace("{n,", "{počet,")))
    assert [one.kind for one in (*changed.lost, *changed.added)] == [Kind.PLACEHOLDER] * 2


def test_a_placeholder_with_a_colon_counts_where_the_source_has_one() -> None:
    assert len(protected(translated("en-de", "Hello :name", "Hallo :Name")).added) == 1
    assert protected(translated("en-fr", "Hello", "Bonjour :nom")).added == ()


def test_codes_may_be_bent_and_joined() -> None:
    for hypothesis in ("Der AB-12X-Code", "az AB-12X-et", "AB 12X", "AB12X"):
        assert protected(translated("en-hu", "the code AB-12X", hypothesis)).lost == ()


def test_a_code_is_one_whatever_each_language_calls_the_ec() -> None:
    for tag in ("de", "bg", "fr", "hu", "mt"):
        sides = protected(translated(f"en-{tag}", "Reference: DPR-EC-00083", "X: DPR-EC-00083"))
        assert (len(sides.source), len(sides.hypothesis), sides.lost) == (1, 1, ())


def test_a_code_that_only_the_translation_has_is_language() -> None:
    assert language_of(translated("en-de", "Use it.", "AB-12X"))[1] == "AB-12X"


@pytest.mark.parametrize(
    "sample",
    [
        "{a, plural, one {",
        "{{",
        "<a ",
        "</a>",
        "1/2 ",
        "(EU) ",
        "ISO ",
        "a_",
        "a-1",
        "+1 ",
        "0 ",
        "a/",
        "a.b",
        "abcD",
        "1a",
        "<x y=",
        "C(20",
        "OJ L 1, ",
        "EN 301 549 ",
        "%s",
        "{a}",
        "&amp;",
        "http://",
        "a@",
        "\\{",
        "x^",
        "[[",
        "<%",
        "$(",
        ":a ",
        "@@a",
    ],
)
def test_a_megabyte_takes_less_than_a_second(sample: str) -> None:
    text = sample * (1_000_000 // len(sample))
    began = time.process_time()
    language_of(translated("en-bg", text, text[7:] + "x 7"))
    assert time.process_time() - began < 1
