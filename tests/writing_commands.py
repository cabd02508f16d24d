"""Each command that writes files, in a situation in which there is something to lose."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from faults import Scenario
from small import BAD, GOOD, REFERENCES, SOURCES

from mtqa.corpus import Corpus
from mtqa.evaluation import evaluate, write_reports
from mtqa.gating import Policy, accept
from mtqa.preparation import NewText, load_corpora, make_folder

__all__ = ["scenarios"]

_FORMATS = ("html", "md", "latex")
_COPY = "command(command='cat', title='copy')"
_PAGE = "<!doctype html><html lang={0}><body><main><h1>{1}</h1><p>{2}</p><p>{3}</p></main></body></html>"


def _lines(path: Path, lines: Sequence[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _named_files(work: Path) -> None:
    """A corpus folder without a corpus.toml, with a user's file in it."""
    folder = work / "corpus"
    _lines(folder / "source.en.txt", SOURCES)
    for tag in ("de", "fr"):
        _lines(folder / f"reference.A.{tag}.txt", REFERENCES)
        _lines(folder / f"systems/engine.{tag}.txt", GOOD)
    (folder / "notes.md").write_text("mine")


def _corpora(work: Path, hypotheses: Sequence[str] = GOOD) -> tuple[Corpus, ...]:
    _named_files(work)
    for tag in ("de", "fr"):
        _lines(work / f"corpus/systems/engine.{tag}.txt", hypotheses)
    return load_corpora(work / "corpus")


def _other_reports(work: Path) -> None:
    """Another run and a user's file beside the run that is written."""
    _corpora(work)
    _lines(work / "reports/other/index.html", ["theirs"])
    _lines(work / "reports/notes.txt", ["mine"])


def _older_run(work: Path) -> None:
    evaluations = [evaluate(corpus, metric_specs=["bleu"], check_names=[]) for corpus in _corpora(work, BAD)]
    write_reports(evaluations, work / "reports/corpus", _FORMATS)
    _lines(work / "reports/corpus/notes.txt", ["mine"])
    _lines(work / "reports/corpus/de/notes.txt", ["mine"])
    _corpora(work)


def _reviewed_before(work: Path) -> None:
    """A corpus that was judged, an older export of it and a user's file beside that."""
    from mtqa.review import Judgement, Rating, Store, text_digest
    from mtqa.review.exports import write_exports

    corpora = _corpora(work)
    segment = corpora[0].segments[0]
    place = ("de", segment.document, segment.id, "engine", text_digest(segment.source, GOOD[0]))
    store = Store.open(work / "corpus/mtqa-review.sqlite")
    store.add([Judgement(0, "", "Ana", "esa", *place, Rating(50.0), 1.0, "c1")])
    write_exports(tuple(store.judgements()), corpora[:1], work / "judged", ["tsv", "xliff"])
    store.add([Judgement(0, "", "Bo", "esa", *place, Rating(70.0), 1.0, "c2")])
    store.close()
    _lines(work / "judged/notes.txt", ["mine"])


def _added_before(work: Path) -> None:
    """A baseline that was added from other sources."""
    from mtqa.preparation import add_systems
    from mtqa.translating import create_baseline, translate

    corpora = _corpora(work)
    spec = "command(command='tr a-z A-Z', title='copy')"
    add_systems(work / "corpus", [(one, translate(one, create_baseline(spec)).system) for one in corpora])


def _older_copies(work: Path) -> None:
    """What an older corpus was converted to."""
    from mtqa.contracts import writers
    from mtqa.preparation import write_corpora

    corpora = _corpora(work, BAD)
    write_corpora(corpora, work / "copy", writers.create("lines"))
    write_corpora(corpora, work / "{language}" / "copy.tmx", writers.create("tmx"))
    write_corpora(corpora, work / "copy.{language}.tsv", writers.create("tsv"))
    _lines(work / "copy/notes.txt", ["mine"])
    _corpora(work)
    _lines(work / "corpus/reference.A.de.txt", REFERENCES[::-1])


def _pages(work: Path, said: str = "It is sunny in Vienna.") -> None:
    texts = {"en": ("The weather", "It rains in Paris.", said), "de": ("Das Wetter", "In Paris regnet es.", "Sonne.")}
    texts["fr"] = ("Le temps", "Il pleut.", "Il fait beau.")
    for tag, of_tag in texts.items():
        (work / f"page.{tag}.html").write_text(_PAGE.format(tag, *of_tag), encoding="utf-8")


def _built_pages(work: Path) -> None:
    """A folder with alignment tables, corrected ones, whose pages have changed since."""
    _pages(work)
    systems = [NewText("system", work / f"page.{tag}.html", "engine", tag) for tag in ("de", "fr")]
    make_folder(work / "built", [NewText("source", work / "page.en.html", "", "en"), *systems], encoder="none")
    for tag in ("de", "fr"):
        table = work / f"built/alignment/{tag}.tsv"
        table.write_text(table.read_text(encoding="utf-8").replace("\tno\t", "\tyes\t"), encoding="utf-8")
    _pages(work, "The sun shines in Vienna, and everybody is outside.")
    (work / "built/source.en.html").write_bytes((work / "page.en.html").read_bytes())


def _stand_ins(work: Path, address: str) -> None:
    """A corpus of two documents whose sources stand in for originals; one was fetched before."""
    _pages(work)
    toml = ['source_language = "en"', 'layout = "pages"', 'encoder = "none"']
    for name in ("one", "two"):
        for tag in ("en", "de"):
            target = work / "fetched" / f"{name}.{tag}.html"
            target.parent.mkdir(exist_ok=True)
            target.write_bytes((work / f"page.{tag}.html").read_bytes())
        toml += ["[[texts]]", f'file = "{name}.en.html"', 'language = "en"', 'role = "source"', f'document = "{name}"']
        toml += ["[texts.original]", f'file = "{name}.original.html"', f'url = "{address}/{name}"']
        toml += ["[[texts]]", f'file = "{name}.de.html"', 'language = "de"', 'role = "primary"', 'name = "engine"']
        toml += [f'document = "{name}"']
        (work / f"fetched/{name}.original.html").write_bytes((work / "page.en.html").read_bytes())
    _lines(work / "fetched/corpus.toml", toml)


def _given_before(work: Path) -> None:
    """A report of two pages, one of which has changed since, with a corrected alignment table and notes."""
    from mtqa.given import Wishes, gather, keep_corpus, read_all, understand

    _pages(work)
    given = gather([str(work / f"page.{tag}.html") for tag in ("en", "de")], work, lambda _: None)
    keep_corpus(understand(given, read_all(given), Wishes(), None, "page"), work / "judged", encoder="none")
    table = work / "judged/corpus/alignment/de.tsv"
    table.write_text(table.read_text(encoding="utf-8").replace("\tno\t", "\tyes\t"), encoding="utf-8")
    _lines(work / "judged/notes.txt", ["mine"])
    _pages(work, "The sun shines in Vienna, and everybody is outside.")


def _judged_before(work: Path) -> None:
    """A corpus of two systems, what people said of them, and what metrics were told to be worth."""
    _corpora(work)
    _lines(work / "corpus/systems/other.de.txt", BAD)
    rows = [f"{name}\t{number}" for name in ("engine", "other") for number in range(1, len(GOOD) + 1)]
    _lines(work / "people.seg.score", rows)
    _lines(work / "agreement.md", ["older"])


def _accepted_before(work: Path) -> None:
    accept(_corpora(work, BAD), work / "accepted.json", Policy())
    _corpora(work)


@contextmanager
def _server() -> Iterator[str]:
    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = _PAGE.format("en", self.path, "It rains in Paris again.", "The sun shines in Vienna.").encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@contextmanager
def scenarios() -> Iterator[list[Scenario]]:
    """All of them; a local server runs meanwhile."""
    with _server() as address:
        evaluation = ("evaluate", "corpus", "-q", "--check", "none", "--metric", "chrf", "--format", *_FORMATS)
        tables = (*evaluation, "tsv", "xlsx", "--language", "de")
        yield [
            Scenario("evaluate, a new run", _other_reports, tables, ["reports/corpus"]),
            Scenario("evaluate over an older run", _older_run, evaluation, ["reports/corpus"]),
            Scenario(
                "report over a run",
                _older_run,
                ("report", "reports/corpus", "-q", "--report-language", "bg", "--earlier", "reports/corpus"),
                ["reports/corpus"],
            ),
            Scenario(
                "translate, without a corpus.toml",
                _named_files,
                ("translate", "corpus", "--baseline", _COPY),
                ["corpus"],
            ),
            Scenario(
                "translate --overwrite",
                _added_before,
                ("translate", "corpus", "--baseline", _COPY, "--overwrite"),
                ["corpus"],
            ),
            Scenario(
                "translate to another folder",
                _named_files,
                ("translate", "corpus", "--baseline", _COPY, "-o", "translated"),
                ["translated"],
                (3,),
            ),
            Scenario(
                "convert over a folder",
                _older_copies,
                ("corpus", "convert", "corpus", "copy", "--overwrite"),
                ["copy"],
            ),
            Scenario(
                "convert over files in several folders",
                _older_copies,
                ("corpus", "convert", "corpus", "{language}/copy.tmx", "--overwrite"),
                ["de/copy.tmx", "fr/copy.tmx"],
            ),
            Scenario(
                "convert over files side by side",
                _older_copies,
                ("corpus", "convert", "corpus", "copy.{language}.tsv", "--overwrite"),
                ["copy.de.tsv"],
            ),
            Scenario(
                "convert to a new file", _named_files, ("corpus", "convert", "corpus", "new/c.jsonl.gz"), ["new"], (3,)
            ),
            Scenario(
                "build of pages",
                _pages,
                ("corpus", "build", "new/built", "--source", "page.en.html", "--system", "engine=page.de.html",
                 "engine=page.fr.html", "--encoder", "none"),
                ["new/built"],
                (3,),
            ),
            Scenario("build again", _built_pages, ("corpus", "build", "built"), ["built"]),
            Scenario(
                "fetch --overwrite",
                lambda work: _stand_ins(work, address),
                ("corpus", "fetch", "fetched", "--overwrite"),
                ["fetched"],
            ),
            Scenario(
                "evaluate given pages again",
                _given_before,
                ("evaluate", "page.en.html", "page.de.html", "-q", "--check", "none", "--output", "judged"),
                ["judged", "judged/corpus"],
                first="judged/corpus",
            ),
            Scenario(
                "agree over a file",
                _judged_before,
                ("agree", "corpus", "--language", "de", "--human", "people.seg.score:higher_is_better=true",
                 "--metric", "chrf", "--output",
                 "agreement.md", "--format", "md", "--overwrite"),
            ),
            Scenario(
                "review --export over an older one",
                _reviewed_before,
                ("review", "corpus", "--language", "de", "--export", "judged", "-q"),
                ["judged"],
            ),
            Scenario(
                "gate --accept", _accepted_before, ("gate", "corpus", "--accept", "--accepted", "accepted.json"),
            ),
        ]  # fmt: skip
