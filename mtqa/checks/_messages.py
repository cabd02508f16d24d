"""Sentences that several checks say, or that come in several forms. Those that one check says once stand in it."""

from __future__ import annotations

from mtqa.results import Message

__all__ = ["NOTHING_FOR", "has_become", "lost_abbreviation", "missing_package", "percentage", "script_name", "shorter"]

NOTHING_FOR = {
    ("translation", "sentence"): Message("the translation has nothing for the sentence “{text}”"),
    ("translation", "clause"): Message("the translation has nothing for the clause “{text}”"),
    ("source", "sentence"): Message("the source has nothing for the sentence “{text}”"),
    ("source", "clause"): Message("the source has nothing for the clause “{text}”"),
}
"""By the side that lacks something and by what it lacks."""


_SCRIPTS = (
    Message("Arabic"),
    Message("Armenian"),
    Message("Bengali"),
    Message("Chinese"),
    Message("Cyrillic"),
    Message("Devanagari"),
    Message("Georgian"),
    Message("Greek"),
    Message("Hangul"),
    Message("Hebrew"),
    Message("Hiragana"),
    Message("Katakana"),
    Message("Latin"),
    Message("Tamil"),
    Message("Thai"),
)


def has_become(old: str, new: str) -> Message:
    """Something of the source stands otherwise in the translation."""
    return Message("“{old}” has become “{new}”", old=old, new=new)


def lost_abbreviation(old: str, new: str = "") -> Message:
    """An abbreviation that is another one in the translation, or is not there."""
    if new:
        return Message("the abbreviation “{old}” has become “{new}”", old=old, new=new)
    return Message("the abbreviation “{name}” is missing from the translation", name=old)


def missing_package(package: str, extra: str) -> Message:
    """A check cannot be run without a package of an extra."""
    return Message(
        "it needs the package {package}, which is not installed. Install it with: pip install 'mtqa[{extra}]'",
        package=package,
        extra=extra,
    )


def percentage(amount: str, *, lost: bool) -> Message:
    """A percentage that only one of the two texts has."""
    if lost:
        return Message("the percentage of “{amount}” is missing", amount=amount)
    return Message("the percentage of “{amount}” is not in the source", amount=amount)


def shorter(n: int, length: int, *, cut_off: bool, fewer_sentences: bool) -> Message:
    """A translation that is too short, by its characters and those of its source."""
    if cut_off:
        cut = Message("much shorter than usual: {n} characters for {length}, and it ends in the middle of a sentence")
        return cut.of(n=n, length=length)
    if fewer_sentences:
        fewer = Message(
            "much shorter than usual: {n} characters for {length}, and it has fewer sentences than the source"
        )
        return fewer.of(n=n, length=length)
    return Message("much shorter than usual: {n} characters for {length}", n=n, length=length)


def script_name(name: str) -> str:
    """The English name of a script; a message where catalogues know it."""
    return next((script for script in _SCRIPTS if script == name), name)
