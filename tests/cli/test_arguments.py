import pytest

from mtqa.cli._arguments import _expand

SEVERAL = {"--metric", "--language"}
VALUES = {"--metric", "--language", "--output"}


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("c --metric bleu chrf ter", "c --metric bleu --metric chrf --metric ter"),
        ("--metric bleu c", "--metric bleu c"),  # the corpus is still missing, so the word is the corpus
        ("--metric bleu c --language bg de -q", "--metric bleu c --language bg --language de -q"),
        ("c --metric bleu --output o --language bg", "c --metric bleu --output o --language bg"),
        ("c --metric bleu --quiet x", "c --metric bleu --quiet x"),  # x is for the parser to complain about
        ("c --metric", "c --metric"),
        ("c --metric a -- b", "c --metric a -- b"),
    ],
)
def test_several_values(given: str, read: str) -> None:
    assert _expand(given.split(), SEVERAL, VALUES, 1) == read.split()
