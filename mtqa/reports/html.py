"""HTML: a page for each language, and one that leads to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from mtqa.contracts import Report, reports
from mtqa.files import write_atomically
from mtqa.rendering import agreement_page_of_run, catalogue, language_page, overview_page
from mtqa.results import Evaluation


@reports.register
@dataclass(frozen=True)
class HtmlReport(Report):
    """A self-contained page for each language (`TAG/index.html`) and an overview (`index.html`).

    Attributes:
        language: Language of the report's own words, as a BCP 47 tag.
    """

    name: ClassVar[str] = "html"
    summary: ClassVar[str] = "A page for each language and an overview; each is one file that opens without a network"
    in_languages: ClassVar[bool] = True

    language: str = "en"

    def write(self, evaluations: Sequence[Evaluation], folder: Path) -> tuple[Path, ...]:
        words = catalogue(self.language)
        pages: list[tuple[Path, str]] = []
        tags = [evaluation.corpus.language_pair.target.tag for evaluation in evaluations]
        hrefs = [f"{quote(tag)}/index.html" for tag in tags]
        pages.append((folder / "index.html", overview_page(evaluations, hrefs, words)))
        for evaluation, tag in zip(evaluations, tags, strict=True):
            text = language_page(evaluation, words, overview=len(evaluations) > 1)
            pages.append((folder / tag / "index.html", text))
            if agreed := agreement_page_of_run(evaluation, words):
                pages.append((folder / tag / "agreement.html", agreed))
        for path, text in pages:
            write_atomically(path, text)
        return tuple(path for path, _ in pages)
