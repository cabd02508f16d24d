"""Errors planted in good translations, by the mechanisms by which machine translation really goes wrong.

Each kind of error takes a translation and returns a worse one, or None where the error cannot be made in it.
"""

from __future__ import annotations

import dataclasses
import html
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from mtqa.contracts import Translation
from mtqa.languages import eu_languages, language

Planted = Translation

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)?(?![\w.,]*\d)")
_DECIMAL = re.compile(r"(?<![\w.,])\d+[.,]\d{1,2}(?![\w.,]*\d)")
_CLAUSE = re.compile(r"[,;:–—] ")
_SENTENCE_END = re.compile(r"[.!?]['\"“”»]? +(?=[^\W\d_])")


@dataclass(frozen=True)
class Kind:
    """A kind of error.

    Attributes:
        name: What happens to the translation.
        check: The check that is to find it.
        plant: Makes the error; None where there is no place for it.
        beside: Whether the error is one only beside the untouched segment, so that both stand in the corpus.
    """

    name: str
    check: str
    plant: Callable[[Random, Translation], Planted | None]
    beside: bool = False


@dataclass(frozen=True)
class CorpusKind:
    """A kind of error that several segments have a part in.

    Attributes:
        name: What happens.
        check: The check that is to find it.
        plant: Makes the error at a position of the corpus: all translations that are other ones then, by position; None
            where there is no place for it.
    """

    name: str
    check: str
    plant: Callable[[Random, Sequence[Translation], int], dict[int, Translation] | None]


def with_hypothesis(translation: Translation, hypothesis: str) -> Planted | None:
    if hypothesis == translation.hypothesis:
        return None
    return dataclasses.replace(translation, hypothesis=hypothesis)


def with_source(translation: Translation, source: str) -> Planted:
    return dataclasses.replace(translation, segment=dataclasses.replace(translation.segment, source=source))


def pick(random: Random, pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    places = list(pattern.finditer(text))
    return random.choice(places) if places else None


def replaced(translation: Translation, place: re.Match[str], text: str) -> Planted | None:
    whole = translation.hypothesis
    return with_hypothesis(translation, whole[: place.start()] + text + whole[place.end() :])


def digit_changed(random: Random, translation: Translation) -> Planted | None:
    place = pick(random, _NUMBER, translation.hypothesis)
    if place is None:
        return None
    number = place.group()
    index = random.choice([i for i, char in enumerate(number) if char.isdigit()])
    other = random.choice([digit for digit in "123456789" if digit != number[index]])
    return replaced(translation, place, number[:index] + other + number[index + 1 :])


def digit_dropped(random: Random, translation: Translation) -> Planted | None:
    place = pick(random, re.compile(r"(?<![\w.,])\d{2,}(?![\w.,]*\d)"), translation.hypothesis)
    if place is None:
        return None
    number = place.group()
    index = random.randrange(1, len(number))
    return replaced(translation, place, number[:index] + number[index + 1 :])


def digits_swapped(random: Random, translation: Translation) -> Planted | None:
    place = pick(random, re.compile(r"(?<![\w.,])\d{2,}(?![\w.,]*\d)"), translation.hypothesis)
    if place is None:
        return None
    number = place.group()
    index = random.randrange(len(number) - 1)
    return replaced(translation, place, number[:index] + number[index + 1] + number[index] + number[index + 2 :])


def decimal_moved(random: Random, translation: Translation) -> Planted | None:
    place = pick(random, _DECIMAL, translation.hypothesis)
    if place is None:
        return None
    number = place.group()
    sign = next(char for char in number if not char.isdigit())
    whole, decimals = number.split(sign)
    moved = random.choice([whole + decimals, whole + decimals[0] + (sign + decimals[1:] if decimals[1:] else "")])
    return replaced(translation, place, moved)


def number_deleted(random: Random, translation: Translation) -> Planted | None:
    place = pick(random, re.compile(_NUMBER.pattern + r" ?"), translation.hypothesis)
    return None if place is None else replaced(translation, place, "")


def number_added(random: Random, translation: Translation) -> Planted | None:
    words = translation.hypothesis.split(" ")
    if len(words) < 6:
        return None
    index = random.randrange(1, len(words))
    return with_hypothesis(translation, " ".join([*words[:index], str(random.randrange(3, 3000)), *words[index:]]))


def number_word_changed(random: Random, translation: Translation) -> Planted | None:
    """The source says another number in words than the one that was translated."""
    words = ("three", "four", "five", "six", "seven", "eight", "nine", "eleven", "fifteen", "twenty", "thirty")
    place = pick(random, re.compile(rf"\b(?:{'|'.join(words)})\b"), translation.source)
    if place is None:
        return None
    other = random.choice([word for word in words if word != place.group()])
    source = translation.source
    return with_source(translation, source[: place.start()] + other + source[place.end() :])


def _n_words(text: str) -> int:
    return len(re.findall(r"[^\W\d_]{2,}", text))


def sentence_left(random: Random, translation: Translation) -> Planted | None:
    del random
    return with_hypothesis(translation, translation.source) if _n_words(translation.source) >= 5 else None


def half_left(random: Random, translation: Translation) -> Planted | None:
    source, hypothesis = translation.source.split(" "), translation.hypothesis.split(" ")
    if _n_words(translation.source) < 10 or len(hypothesis) < 8:
        return None
    if random.random() < 0.5:
        mixed = hypothesis[: len(hypothesis) // 2] + source[len(source) // 2 :]
    else:
        mixed = source[: len(source) // 2] + hypothesis[len(hypothesis) // 2 :]
    return with_hypothesis(translation, " ".join(mixed))


def words_left(random: Random, translation: Translation) -> Planted | None:
    """Four to six running words in small letters in the place of as many of the translation."""
    source, hypothesis = translation.source.split(" "), translation.hypothesis.split(" ")
    length = random.randrange(4, 7)
    places = [
        start
        for start in range(len(source) - length)
        if all(re.fullmatch(r"[a-z]+,?", word) for word in source[start : start + length])
    ]
    if not places or len(hypothesis) < 2 * length:
        return None
    start = random.choice(places)
    at = round(start / len(source) * (len(hypothesis) - length))
    return with_hypothesis(
        translation, " ".join([*hypothesis[:at], *source[start : start + length], *hypothesis[at + length :]])
    )


def emptied(random: Random, translation: Translation) -> Planted | None:
    del random
    return with_hypothesis(translation, "")


def made_up(random: Random, translation: Translation) -> Planted | None:
    del random
    return with_source(translation, "") if translation.hypothesis else None


def half_cut(random: Random, translation: Translation) -> Planted | None:
    words = translation.hypothesis.split(" ")
    if len(words) < 12:
        return None
    share = random.uniform(0.5, 0.8)
    return with_hypothesis(translation, " ".join(words[: round(len(words) * (1 - share))]))


def clause_cut(random: Random, translation: Translation) -> Planted | None:
    """Everything after a comma is lost, a quarter to a half of the sentence, and the sentence ends with a full stop."""
    text = translation.hypothesis
    places = [match for match in _CLAUSE.finditer(text) if 0.5 <= match.start() / len(text) <= 0.75 and len(text) > 80]
    if not places:
        return None
    return with_hypothesis(translation, text[: random.choice(places).start()] + ".")


def sentence_cut(random: Random, translation: Translation) -> Planted | None:
    """One sentence of a segment with several is lost, of which it is at least a third."""
    text = translation.hypothesis
    places = [m for m in _SENTENCE_END.finditer(text) if len(text) > 60 and 0.33 <= m.end() / len(text) <= 0.67]
    if not places:
        return None
    place = random.choice(places)
    return with_hypothesis(translation, text[: place.end()].rstrip() if random.random() < 0.5 else text[place.end() :])


def doubled(random: Random, translation: Translation) -> Planted | None:
    del random
    if len(translation.hypothesis) < 40:
        return None
    return with_hypothesis(translation, f"{translation.hypothesis} {translation.hypothesis}")


_LOOKALIKES = {
    "Cyrl": dict(zip("аеорсхАВЕКМНОРСТХ", "aeopcxABEKMHOPCTX", strict=True)),
    "Grek": dict(zip("ονΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ovABEZHIKMNOPTYX", strict=True)),
    "Latn": dict(zip("aeopcxABEKMHOPCTX", "аеорсхАВЕКМНОРСТХ", strict=True)),
}


def lookalike(random: Random, translation: Translation) -> Planted | None:
    """One letter of a longer word is replaced by the one of another script that looks the same."""
    table = _LOOKALIKES[translation.target_language.script]
    places = [
        match
        for match in re.finditer(r"[^\W\d_]{4,}", translation.hypothesis)
        if any(char in table for char in match.group()) and match.group() not in translation.source
    ]
    if not places:
        return None
    place = random.choice(places)
    index = random.choice([i for i, char in enumerate(place.group()) if char in table])
    word = place.group()
    return replaced(translation, place, word[:index] + table[word[index]] + word[index + 1 :])


def other_language(random: Random, translation: Translation) -> Planted | None:
    """The translation is in a language that was not asked for: seen from here, another one was."""
    if len(translation.hypothesis.split()) < 8:
        return None
    tags = [tag for tag in eu_languages() if tag not in ("en", translation.target_language.tag)]
    return dataclasses.replace(translation, target_language=language(random.choice(tags)))


def entities(random: Random, translation: Translation) -> Planted | None:
    del random
    escaped = html.escape(translation.hypothesis, quote=True)
    return with_hypothesis(translation, escaped)


def mojibake(random: Random, translation: Translation) -> Planted | None:
    """One letter beyond ASCII is read as if its UTF-8 were Windows-1252."""
    place = pick(random, re.compile(r"[\u00c0-\u024f\u0370-\u04ff]"), translation.hypothesis)
    if place is None:
        return None
    data = place.group().encode("utf-8")
    try:
        return replaced(translation, place, data.decode("cp1252"))
    except UnicodeDecodeError:
        return replaced(translation, place, data.decode("latin-1"))


def hidden_character(random: Random, translation: Translation) -> Planted | None:
    text = translation.hypothesis
    index = random.randrange(1, len(text))
    return with_hypothesis(
        translation, text[:index] + random.choice("\u200b\u00ad\u202e\ufeff\ufffd\u0092") + text[index:]
    )


def decomposed(random: Random, translation: Translation) -> Planted | None:
    del random
    return with_hypothesis(translation, unicodedata.normalize("NFD", translation.hypothesis))


def word_doubled(random: Random, translation: Translation) -> Planted | None:
    place = pick(random, re.compile(r"(?<![\w'’-])[^\W\d_]{2,}(?= [^\W\d_])"), translation.hypothesis)
    return None if place is None else replaced(translation, place, f"{place.group()} {place.group()}")


def phrase_looped(random: Random, translation: Translation) -> Planted | None:
    """A phrase of two to six words three to ten times in a row, as networks do that lose their way."""
    words = translation.hypothesis.split(" ")
    length = random.randrange(2, 7)
    if len(words) < length + 2:
        return None
    start = random.randrange(len(words) - length)
    phrase = words[start : start + length]
    return with_hypothesis(
        translation, " ".join([*words[:start], *phrase * random.randrange(3, 11), *words[start + length :]])
    )


def sentence_doubled(random: Random, translation: Translation) -> Planted | None:
    del random
    if len(translation.hypothesis.split(" ")) < 5:
        return None
    return with_hypothesis(translation, f"{translation.hypothesis} {translation.hypothesis}")


def _marked_up(random: Random, translation: Translation, extra: str) -> Translation:
    """The pair with the same thing put between two words on both sides."""

    def insert(text: str) -> str:
        words = text.split(" ")
        index = random.randrange(len(words) + 1)
        return " ".join([*words[:index], extra, *words[index:]])

    return dataclasses.replace(
        with_source(translation, insert(translation.source)), hypothesis=insert(translation.hypothesis)
    )


def address_broken(random: Random, translation: Translation) -> Planted | None:
    address = random.choice(
        ["https://ec.europa.eu/info/news_en?id=12#a", "www.consilium.europa.eu/en/press", "press@ec.europa.eu"]
    )
    pair = _marked_up(random, translation, address)
    index = random.randrange(10, len(address) - 1)
    broken = random.choice([address[:index] + " " + address[index:], address[:index] + address[index + 1 :], ""])
    return with_hypothesis(pair, pair.hypothesis.replace(address, broken))


def tag_broken(random: Random, translation: Translation) -> Planted | None:
    tag = random.choice(["<b>", "</b>", "<br/>", '<a href="x.html">', "<g id=1>"])
    pair = _marked_up(random, translation, tag)
    return with_hypothesis(
        pair, pair.hypothesis.replace(tag, random.choice(["", tag.replace("<", "< "), f"{tag}{tag}"]))
    )


def placeholder_broken(random: Random, translation: Translation) -> Planted | None:
    placeholder = random.choice(["{0}", "{name}", "%(count)s", "{{user}}", "${title}", "%1$s"])
    pair = _marked_up(random, translation, placeholder)
    broken = random.choice(["", placeholder.replace("{", "{ ").replace("%", "% "), placeholder * 2])
    return with_hypothesis(pair, pair.hypothesis.replace(placeholder, broken))


def question_lost(random: Random, translation: Translation) -> Planted | None:
    del random
    stripped = translation.hypothesis.rstrip("\"'”“»«’‘ ")
    if not translation.source.rstrip("\"'” ").endswith("?") or stripped[-1:] not in "?;\u037e":
        return None
    return with_hypothesis(translation, stripped[:-1] + "." + translation.hypothesis[len(stripped) :])


def bracket_lost(random: Random, translation: Translation) -> Planted | None:
    place = pick(random, re.compile(r"[()]"), translation.hypothesis)
    return None if place is None or "(" not in translation.source else replaced(translation, place, "")


def quotation_mark_lost(random: Random, translation: Translation) -> Planted | None:
    """One of the quotation marks inside a translation is lost (not one that stands at its very beginning or end)."""
    place = pick(random, re.compile(r"(?<=.)[„“”«»\"](?=.{3})"), translation.hypothesis)
    return None if place is None or translation.source.count('"') < 2 else replaced(translation, place, "")


def misspelling(random: Random, translation: Translation) -> Planted | None:
    """Two letters of a longer word change places, one is doubled, or one is lost; the first and the last stay. Only in
    words with small letters, in German also in nouns: misspelt names are another kind of error."""
    nouns = translation.target_language.primary == "de"
    places = [
        match
        for match in re.finditer(r"(?<![\w'’-])[^\W\d_]{5,}(?![\w'’-])", translation.hypothesis)
        if match.group()[nouns:].islower() and match.group() not in translation.source
    ]
    if not places:
        return None
    place = random.choice(places)
    word = place.group()
    index = random.randrange(1, len(word) - 2)
    how = random.randrange(3)
    if how == 0 and word[index] != word[index + 1]:
        wrong = word[:index] + word[index + 1] + word[index] + word[index + 2 :]
    else:
        wrong = word[:index] + word[index] * 2 * (how == 1) + word[index + 1 :]
    return replaced(translation, place, wrong)


def _exchangeable(*translations: Translation) -> bool:
    """Whether the texts are long enough to say what they are about, and different ones."""
    texts = [text for one in translations for text in (one.source, one.hypothesis)]
    return all(_n_words(text) >= 5 for text in texts) and len(set(texts)) == len(texts)


def of_another(random: Random, corpus: Sequence[Translation], position: int) -> dict[int, Translation] | None:
    """The segment has the translation of any other."""
    other = random.randrange(len(corpus))
    if not _exchangeable(corpus[position], corpus[other]):
        return None
    return {position: dataclasses.replace(corpus[position], hypothesis=corpus[other].hypothesis)}


def of_the_next(random: Random, corpus: Sequence[Translation], position: int) -> dict[int, Translation] | None:
    """The segment has the translation of the next one, which keeps it."""
    del random
    if position + 1 == len(corpus) or not _exchangeable(corpus[position], corpus[position + 1]):
        return None
    return {position: dataclasses.replace(corpus[position], hypothesis=corpus[position + 1].hypothesis)}


def swapped(random: Random, corpus: Sequence[Translation], position: int) -> dict[int, Translation] | None:
    """The translations of the segment and of the next one are exchanged."""
    changed = of_the_next(random, corpus, position)
    if changed is None:
        return None
    return changed | {position + 1: dataclasses.replace(corpus[position + 1], hypothesis=corpus[position].hypothesis)}


CORPUS_KINDS: tuple[CorpusKind, ...] = (
    CorpusKind("translation of another segment", "source_similarity", of_another),
    CorpusKind("translation of the next segment", "source_similarity", of_the_next),
    CorpusKind("two neighbours exchanged", "source_similarity", swapped),
)
"""Kinds of errors that several segments have a part in."""
KINDS: tuple[Kind, ...] = (
    Kind("a digit changed", "numbers", digit_changed),
    Kind("a digit dropped", "numbers", digit_dropped),
    Kind("two digits swapped", "numbers", digits_swapped),
    Kind("the decimal sign moved", "numbers", decimal_moved),
    Kind("a number deleted", "numbers", number_deleted),
    Kind("a number added", "numbers", number_added),
    Kind("a number word changed", "numbers", number_word_changed),
    Kind("the segment left untranslated", "untranslated", sentence_left),
    Kind("half of it left untranslated", "untranslated", half_left),
    Kind("4-6 words left untranslated", "untranslated", words_left),
    Kind("no translation", "omission", emptied),
    Kind("no source", "omission", made_up),
    Kind("cut off after 20-50 %", "omission", half_cut),
    Kind("one sentence of several lost", "omission", sentence_cut),
    Kind("last clause lost (25-50 %)", "omission", clause_cut),
    Kind("everything twice", "omission", doubled),
    Kind("a letter of another script", "language", lookalike),
    Kind("another language", "language", other_language),
    Kind("signs escaped as entities", "encoding", entities),
    Kind("a letter garbled", "encoding", mojibake),
    Kind("a hidden character", "encoding", hidden_character),
    Kind("accents apart from letters", "encoding", decomposed),
    Kind("a word doubled", "repetition", word_doubled),
    Kind("a phrase 3-10 times", "repetition", phrase_looped),
    Kind("the sentence twice", "repetition", sentence_doubled),
    Kind("an address broken", "markup", address_broken),
    Kind("a tag broken", "markup", tag_broken),
    Kind("a placeholder broken", "markup", placeholder_broken),
    Kind("question mark lost", "punctuation", question_lost),
    Kind("bracket lost", "punctuation", bracket_lost),
    Kind("quotation mark lost", "punctuation", quotation_mark_lost),
    Kind("a word misspelt", "spelling", misspelling),
)
"""All kinds of errors."""
