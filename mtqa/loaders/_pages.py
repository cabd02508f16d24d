"""Pages, aligned into segments."""

from __future__ import annotations

from mtqa.corpus import Corpus
from mtqa.description import CorpusDescription
from mtqa.languages import Language


def read_pages(description: CorpusDescription, target: Language) -> Corpus:
    raise NotImplementedError
