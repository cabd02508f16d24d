"""Hunspell dictionaries: where they lie, and whether one of them has a word."""

from __future__ import annotations

import os
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from mtqa.errors import MtqaError
from mtqa.languages import Language
from mtqa.results import Message

if TYPE_CHECKING:
    from spylls.hunspell import Dictionary

__all__ = ["Words", "find_dictionary", "how_to_install", "load", "prefixes"]

_FOLDERS = (
    "/usr/share/hunspell",
    "/usr/local/share/hunspell",
    "/usr/share/myspell",
    "/usr/share/myspell/dicts",
    "/opt/homebrew/share/hunspell",
    "/Library/Spelling",
)
_LIBREOFFICE = (
    "/usr/lib/libreoffice/share/extensions",
    "/usr/lib64/libreoffice/share/extensions",
    "/opt/libreoffice*/share/extensions",
    "/Applications/LibreOffice.app/Contents/Resources/extensions",
    "C:/Program Files/LibreOffice/share/extensions",
)
_SAME_AS = {"no": "nb"}
_REMEMBERED = 200_000
_REMEMBERED_SLIPS = 2_000
"""Words that the dictionary has not, beyond which no more are compared with it: it takes too long."""
_SAMPLE = 20_000
"""Words of a dictionary that tell which letters stand side by side."""
_LIKELY = 60
"""How many of the words that a lost letter would make are looked up, those of the commonest pairs of letters first."""
_LONGEST = 50
_LONGEST_MEANT = 30
"""Letters of the longest word that is looked for among compounds, and of the longest that is compared with others: the
time for it doubles with every few letters, and MT systems make endless words, "Schraubenschraubenschrauben..."."""
_LEAST_COMPOUNDED = 3
"""Letters of the shortest word that compounds are made of: with two, as some dictionaries have it, anything is one."""
_LEAST_PART = 4
_LINKS = ("", "s", "n", "en", "es", "e", "-")
_DATA = Path(__file__).with_name("data") / "_dictionaries.toml"


@cache
def _known() -> Mapping[str, tuple[str, str]]:
    """Country and package by language."""
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"))["languages"]
    return MappingProxyType({tag: (country, package) for tag, (country, package) in rows.items()})


@cache
def prefixes() -> tuple[str, ...]:
    """What words of many languages begin with, the longest first: "anti", "анти"."""
    words: str = tomllib.loads(_DATA.read_text(encoding="utf-8"))["prefixes"]
    return tuple(sorted(set(words.split()), key=lambda word: (-len(word), word)))


def _usual_folders() -> Iterator[Path]:
    own = os.environ.get("MTQA_DICTIONARIES")
    if own is not None:
        yield from (Path(name) for name in own.split(os.pathsep) if name)
        return
    for name in (*os.environ.get("DICPATH", "").split(os.pathsep), *_FOLDERS):
        if name:
            yield Path(name)
    for name in _LIBREOFFICE:
        root, star, rest = name.partition("*")
        parents = sorted(Path(root).parent.glob(f"{Path(root).name}*{rest}")) if star else [Path(name)]
        for parent in parents:
            yield from sorted(parent.glob("dict-*"))


def _rank(stem: str, language: Language) -> int | None:
    """How well a dictionary's name (`de_DE`, `de_DE_frami`, `fr`) suits a language, 0 best; None where it does not."""
    primary = _SAME_AS.get(language.primary, language.primary)
    parts = stem.replace("-", "_").split("_")
    if parts[0] != primary:
        return None
    asked = language.tag.replace("-", "_").split("_")[1:]
    country = _known().get(primary, ("", ""))[0]
    if asked and parts[1:2] == asked[:1]:
        return len(parts) - 2
    if parts[1:2] == [country]:
        return 8 + len(parts)
    return 16 + len(parts)


def find_dictionary(language: Language, configured: tuple[Path, ...] = ()) -> Path | None:
    """The dictionary of a language.

    Args:
        language: Without a country that of the language's main one is preferred.
        configured: Dictionaries or folders of them. None: the installed ones, first in the folders of the environment
            variable DICPATH, then in those of Hunspell, MySpell and LibreOffice; where MTQA_DICTIONARIES is set, only
            those in its folders.

    Returns:
        The path of the `.dic` file, which has an `.aff` file beside it; None where there is none.
    """
    folders = [path for path in configured if path.is_dir()] if configured else _usual_folders()
    files = [path for path in configured if path.suffix == ".dic"]
    files += [path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.dic"))]
    ranked = [
        (rank, index, path)
        for index, path in enumerate(files)
        if (rank := _rank(path.stem, language)) is not None and path.with_suffix(".aff").is_file()
    ]
    return min(ranked)[2] if ranked else None


def how_to_install(language: Language) -> str:
    """A sentence that says how a dictionary comes onto the machine."""
    tag = _SAME_AS.get(language.primary, language.primary)
    if tag not in _known():
        return Message("name one under `dictionary`; many systems have a package with a name like `{package}`").of(
            package=f"hunspell-{tag}"
        )
    package = _known()[tag][1]
    if package:
        return Message("install it with `apt-get install {package}`, or name one under `dictionary`", package=package)
    return Message("Debian has none: name one under `dictionary`, such as LibreOffice's")


class Words:
    """The words of one dictionary; what was asked for is remembered.

    Args:
        dictionary: As spylls reads it.
    """

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        self._remembered: dict[str, bool] = {}
        self._nearest: dict[str, str] = {}
        aff = dictionary.aff
        aff.COMPOUNDMIN = max(aff.COMPOUNDMIN or 0, _LEAST_COMPOUNDED)
        self._not_alone = {flag for flag in (aff.FORBIDDENWORD, aff.NEEDAFFIX, aff.ONLYINCOMPOUND) if flag}

    def __contains__(self, word: str) -> bool:
        found = self._remembered.get(word)
        if found is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            found = self._is_stem(word) or (len(word) <= _LONGEST and bool(self._dictionary.lookup(word)))
            self._remembered[word] = found
        return found

    def is_compound(self, word: str, *, borrowed: Callable[[str], bool], capitals: bool) -> bool:
        """Whether a word is made of two of the dictionary, with a letter or two between them or none.

        Args:
            word: A word that is not in the dictionary itself.
            borrowed: Whether the first word may be one although the dictionary has it not.
            capitals: Whether nouns begin with a capital letter, and the second word may therefore be written with one.
        """
        if len(word) > 2 * _LONGEST:
            return False
        lower = word[0].lower() + word[1:]
        for end in range(len(word) - _LEAST_PART, _LEAST_PART - 1, -1):
            head, tail = lower[:end], word[end:]
            if (tail in self or (capitals and tail.capitalize() in self)) and (
                borrowed(head) or any(self._is_word(head.removesuffix(link)) for link in _LINKS if head.endswith(link))
            ):
                return True
        return False

    def nearest(self, word: str) -> str:
        """A word of the dictionary that is one slip of the hand away, but for the first and last letter: two letters
        exchanged, one doubled, added or lost; "" where there is none. Another letter may make another word."""
        nearest = self._nearest.get(word)
        if nearest is None:
            if len(self._nearest) >= _REMEMBERED_SLIPS or len(word) > _LONGEST_MEANT:
                return ""
            nearest = self._nearest[word] = next((other for other in self._slips(word) if other in self), "")
        return nearest

    def _slips(self, word: str) -> Iterator[str]:
        """What a word may have been meant to be."""
        inside = range(1, len(word) - 1)
        yield from (f"{word[:i]}{word[i + 1]}{word[i]}{word[i + 2 :]}" for i in inside if word[i] != word[i + 1])
        yield from (f"{word[:i]}{word[i + 1 :]}" for i in inside)
        pairs = self._pairs
        longer = (
            (min(pairs[word[i - 1] + letter], pairs[letter + word[i]]), f"{word[:i]}{letter}{word[i:]}")
            for i in range(1, len(word))
            for letter in self._letters
        )
        yield from (other for n, other in sorted(longer, key=lambda one: -one[0])[:_LIKELY] if n)

    @cached_property
    def _pairs(self) -> Counter[str]:
        """How often two letters stand side by side in the dictionary's own words."""
        stems = [entry.stem for entry in self._dictionary.dic.words]
        some = stems[:: 1 + len(stems) // _SAMPLE]
        return Counter(stem[i : i + 2] for stem in some for i in range(len(stem) - 1))

    @cached_property
    def _letters(self) -> str:
        return "".join(sorted({pair[0] for pair in self._pairs if pair[0].islower()}))

    def _is_word(self, word: str) -> bool:
        return len(word) >= _LEAST_PART and (word in self or word.capitalize() in self)

    def _is_stem(self, word: str) -> bool:
        """Whether the word stands in the dictionary as it is, which most do, and no rule needs to be tried."""
        homonyms = self._dictionary.dic.homonyms(word)
        return bool(homonyms) and not any(self._not_alone & set(homonym.flags or ()) for homonym in homonyms)


@lru_cache(maxsize=4)
def load(path: Path) -> Words:
    """Read a dictionary.

    Args:
        path: Its `.dic` file.

    Raises:
        MtqaError: when it is damaged.
    """
    from spylls.hunspell import Dictionary

    try:
        return Words(Dictionary.from_files(str(path.with_suffix(""))))
    except Exception as error:  # a damaged dictionary can fail in any way
        raise MtqaError(f"this dictionary cannot be read: {type(error).__name__}: {error}", path=path) from error
