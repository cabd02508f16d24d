"""More planted errors: dates, units, names, terms, capital letters, sentences that break off, inconsistency.

Where a word would have to be changed in 24 languages the source is changed instead: it then says another thing than
what was translated, which comes to the same.
"""

from __future__ import annotations

import dataclasses
import re
from difflib import SequenceMatcher
from random import Random

from planted_errors import Kind, Planted, pick, replaced, with_hypothesis, with_source

from mtqa.checks._names import romanised
from mtqa.contracts import Translation

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DATE = re.compile(rf"\b({'|'.join(_MONTHS)})( |\. )(\d{{1,2}})\b(?!\d|,000|:)|\b(\d{{1,2}})( )({'|'.join(_MONTHS)})\b")
_NAMES = ("Johansson", "Martinelli", "Kowalczyk", "Dubreuil", "Petrovic", "Andersen", "Fitzgerald", "Nakamura")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{4,}(?: [A-Z][a-z]+)*(?![\w'’-]| [A-Z])")
_ACRONYM = re.compile(r"(?<![\w.-])[A-Z]{3,6}(?![\w.-])")
_CURRENCIES = {"$": "€", "£": "$", "€": "£"}
_UNITS = ("kilometers", "meters", "miles", "feet", "inches", "kilograms", "tonnes", "centimeters")
_UNIT = re.compile(
    r"(?<=\d[ -])(kilometers|kilometres|metres|meters|miles|mile|feet|inches|inch|kg|km|kilograms|tonnes|tons|pounds"
    r"|acres)\b"
)
_AMOUNT = re.compile(r"[$£€](?=\d)")
_HOUR = re.compile(r"(?<![\d:.,])(1[3-9]|2[0-3])(?=[:.]\d\d(?!\d|\.\d))")


def day_and_month_swapped(random: Random, translation: Translation) -> Planted | None:
    """11 May becomes 5 November."""
    place = pick(random, _DATE, translation.source)
    if place is None:
        return None
    month = _MONTHS.index(place[1] or place[6]) + 1
    day = int(place[3] or place[4])
    if day > 12 or day == month:
        return None
    text = f"{_MONTHS[day - 1]} {month}" if place[1] else f"{month} {_MONTHS[day - 1]}"
    return with_source(translation, translation.source[: place.start()] + text + translation.source[place.end() :])


def month_changed(random: Random, translation: Translation) -> Planted | None:
    place = pick(random, _DATE, translation.source)
    if place is None:
        return None
    month = place[1] or place[6]
    other = random.choice([name for name in _MONTHS if name != month])
    text = place.group().replace(month, other)
    return with_source(translation, translation.source[: place.start()] + text + translation.source[place.end() :])


def day_of_week_changed(random: Random, translation: Translation) -> Planted | None:
    place = pick(random, re.compile(rf"\b(?:{'|'.join(_DAYS)})\b"), translation.source)
    if place is None or len(set(re.findall("|".join(_DAYS), translation.source))) > 1:
        return None
    other = random.choice([day for day in _DAYS if day != place.group()])
    return with_source(translation, translation.source[: place.start()] + other + translation.source[place.end() :])


def currency_changed(random: Random, translation: Translation) -> Planted | None:
    place = pick(random, _AMOUNT, translation.source)
    if place is None or len(set(re.findall(r"[$£€]", translation.source))) > 1:
        return None
    return with_source(translation, translation.source.replace(place.group(), _CURRENCIES[place.group()]))


def scale_changed(random: Random, translation: Translation) -> Planted | None:
    """A million becomes a billion or the other way round, as a milliard does that is taken for one."""
    place = pick(random, re.compile(r"(?<=\d )(?:million|billion|trillion)\b"), translation.source)
    if place is None or len(set(re.findall(r"\b[mbtr]+illion", translation.source))) > 1:
        return None
    other = "million" if place.group() != "million" else "billion"
    return with_source(translation, translation.source.replace(place.group(), other))


def percent_sign_lost(random: Random, translation: Translation) -> Planted | None:
    del random
    if "percent" not in translation.source and "%" not in translation.source:
        return None
    return with_hypothesis(translation, re.sub(r"[\s\u00a0\u202f]?%", "", translation.hypothesis))


def unit_changed(random: Random, translation: Translation) -> Planted | None:
    """Only where the translation has the number too: a converted measure is another matter."""
    place = pick(random, _UNIT, translation.source)
    if (
        place is None
        or len(_UNIT.findall(translation.source)) > 1
        or " to " in translation.source[: place.start()][-9:]
    ):
        return None
    number = re.search(r"(\d[\d,.]*)[ -]$", translation.source[: place.start()])
    if number is None or not re.search(rf"(?<![\d.,]){re.escape(number[1])}(?![.,]?\d)", translation.hypothesis):
        return None
    other = random.choice([unit for unit in _UNITS if unit[0] != place.group()[0]])
    return with_source(translation, translation.source[: place.start()] + other + translation.source[place.end() :])


def _written_as(word: str, other: str, latin_script: bool) -> bool:
    """Whether a word of the translation is a word of a name: letter for letter but for an ending, and in another script
    by most of its letters."""
    own, there = romanised(word), romanised(other)
    if there.startswith(own) and len(there) <= len(own) + 4:
        return True
    return (
        not latin_script
        and other[0].isupper()
        and own[0] == there[0]
        and SequenceMatcher(None, own, there[: len(own) + 2], autojunk=False).ratio() >= 0.7
    )


def _a_name(random: Random, translation: Translation) -> tuple[int, int] | None:
    """A whole name of the source, of one word or several, that stands in the translation once, in whatever script.

    Not one in brackets, as Latvian adds the original spelling: nothing would be lost with it.
    """
    words = list(re.finditer(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", translation.hypothesis))
    latin_script = translation.target_language.script == "Latn"
    places = []
    for match in _NAME.finditer(translation.source):
        if translation.source[: match.start()].split()[-1][:1].isupper():
            continue
        name = match.group().split()
        if not {*_MONTHS, *_DAYS}.isdisjoint(name):  # the matter of another check
            continue
        found = [
            (words[i].start(), words[i + len(name) - 1].end())
            for i in range(len(words) - len(name) + 1)
            if all(_written_as(one, words[i + k].group(), latin_script) for k, one in enumerate(name))
        ]
        beginnings = [romanised(word.group())[:4] for word in words]
        again = any(beginnings.count(romanised(word)[:4]) > 1 for word in name)
        if len(found) == 1 and not again and translation.hypothesis[: found[0][0]][-1:] != "(":
            places.append(found[0])
    return random.choice(places) if places else None


def name_dropped(random: Random, translation: Translation) -> Planted | None:
    place = _a_name(random, translation)
    if place is None:
        return None
    text = translation.hypothesis
    return with_hypothesis(translation, " ".join((text[: place[0]] + text[place[1] :]).split()))


def name_replaced(random: Random, translation: Translation) -> Planted | None:
    place = _a_name(random, translation)
    if place is None:
        return None
    text = translation.hypothesis
    return with_hypothesis(translation, text[: place[0]] + random.choice(_NAMES) + text[place[1] :])


def acronym_changed(random: Random, translation: Translation) -> Planted | None:
    """Two letters of an abbreviation change places."""
    places = [m for m in _ACRONYM.finditer(translation.hypothesis) if m.group() in translation.source]
    if not places or translation.source.isupper():
        return None
    place = random.choice(places)
    letters = list(place.group())
    index = random.randrange(len(letters) - 1)
    letters[index], letters[index + 1] = letters[index + 1], letters[index]
    other = "".join(letters)
    if other in translation.source or translation.hypothesis.count(place.group()) > 1:
        return None
    return replaced(translation, place, other)


def small_beginning(random: Random, translation: Translation) -> Planted | None:
    del random
    place = re.match(r"[^\W\d_](?=[^\W\d_A-Z])", translation.hypothesis)
    if place is None or not place.group().isupper() or not translation.source[:1].isupper():
        return None
    return replaced(translation, place, place.group().lower())


def all_capitals(random: Random, translation: Translation) -> Planted | None:
    del random
    return None if len(translation.source.split()) < 5 else with_hypothesis(translation, translation.hypothesis.upper())


def end_lost(random: Random, translation: Translation) -> Planted | None:
    """The last words are lost, and the full stop with them."""
    words = translation.hypothesis.split(" ")
    if len(words) < 8 or translation.source[-1:] not in ".!?":
        return None
    kept = " ".join(words[: -random.randrange(1, 4)])
    return with_hypothesis(translation, kept) if kept[-1].isalnum() or kept[-1] == "," else None


def translated_otherwise(random: Random, translation: Translation) -> Planted | None:
    """Seen beside the same segment: two words have changed places."""
    words = translation.hypothesis.split(" ")
    if len(words) < 6:
        return None
    index = random.randrange(1, len(words) - 2)
    if words[index] == words[index + 1]:
        return None
    words[index], words[index + 1] = words[index + 1], words[index]
    return with_hypothesis(translation, " ".join(words))


def other_source(random: Random, translation: Translation) -> Planted | None:
    """Seen beside the same segment: the translation belongs to another source."""
    if len(translation.hypothesis.split(" ")) < 6:
        return None
    sources = (
        "Nobody was there when the lights went out.",
        "More rain is on its way from the west this evening.",
        "He has never seen such a thing before, his neighbours told us.",
    )
    return with_source(translation, random.choice(sources))


def name_in_latin(random: Random, translation: Translation) -> Planted | None:
    """In a language with another alphabet: a word in small letters is left in Latin letters."""
    if translation.target_language.script == "Latn":
        return None
    shared = re.findall(r"(?<![\w'-])[a-z]{5,}(?![\w'-])", translation.source)
    places = list(re.finditer(r"(?<= )[^\W\d_A-Za-z]{5,}(?= )", translation.hypothesis))
    if not shared or not places:
        return None
    return replaced(translation, random.choice(places), random.choice(shared))


TERMS = {
    "police": {
        "bg": "полиция|полицай|полицейск",
        "cs": "policie|policist|policejní",
        "da": "politi",
        "de": "Polizei|Polizist",
        "el": "αστυνομία|αστυνομικ|αστυνόμ",
        "es": "policía|policial",
        "et": "politsei",
        "fi": "poliisi",
        "fr": "police|policier|policière",
        "ga": "póilíní|garda|gardaí|phóilíní|bpóilíní|póilín",
        "hr": "policija|policajac|policijsk",
        "hu": "rendőrség|rendőr",
        "it": "polizia|poliziott",
        "lt": "policija|policinink",
        "lv": "policija|policist",
        "mt": "pulizija",
        "nl": "politie",
        "pl": "policja|policjant|policyjn",
        "pt": "polícia|policial",
        "ro": "poliția|poliție|polițist",
        "sk": "polícia|policajt|policajn",
        "sl": "policija|policist|policijsk",
        "sv": "polis",
    },
    "president": {
        "bg": "президент",
        "cs": "prezident",
        "da": "præsident",
        "de": "Präsident",
        "el": "πρόεδρος|προέδρου|προεδρ",
        "es": "presidente",
        "et": "president",
        "fi": "presidentti",
        "fr": "président",
        "ga": "uachtarán|leas-uachtarán",
        "hr": "predsjednik",
        "hu": "elnök",
        "it": "presidente",
        "lt": "prezidentas",
        "lv": "prezidents",
        "mt": "president",
        "nl": "president",
        "pl": "prezydent|przewodnicząc",
        "pt": "presidente",
        "ro": "președinte",
        "sk": "prezident|predseda",
        "sl": "predsednik",
        "sv": "president",
    },
    "hospital": {
        "bg": "болница",
        "cs": "nemocnice",
        "da": "hospital|sygehus",
        "de": "Krankenhaus|Klinik|Spital",
        "el": "νοσοκομείο",
        "es": "hospital",
        "et": "haigla",
        "fi": "sairaala",
        "fr": "hôpital|hôpitaux",
        "ga": "ospidéal|otharlann",
        "hr": "bolnica",
        "hu": "kórház",
        "it": "ospedale",
        "lt": "ligoninė",
        "lv": "slimnīca",
        "mt": "sptar|isptar",
        "nl": "ziekenhuis",
        "pl": "szpital",
        "pt": "hospital",
        "ro": "spital",
        "sk": "nemocnica",
        "sl": "bolnišnica",
        "sv": "sjukhus",
    },
}
"""A glossary for the planted terms: English term -> translations by language, several separated by bars."""


def term_replaced(random: Random, translation: Translation) -> Planted | None:
    """A term of the glossary gives way to another word."""
    tag = translation.target_language.primary
    for english in random.sample(sorted(TERMS), len(TERMS)):
        if not re.search(rf"(?<![\w-]){english}s?(?![\w-])", translation.source, re.IGNORECASE):
            continue
        text = translation.hypothesis
        for term in TERMS[english].get(tag, "").split("|"):
            stem = term[: max(4, len(term) - 2)]
            if stem and re.search(rf"\w*{stem}\w*", text, re.IGNORECASE):
                text = re.sub(rf"\w*{stem}\w*", "xyz", text, flags=re.IGNORECASE)
        if text != translation.hypothesis:
            return dataclasses.replace(translation, hypothesis=text)
    return None


KINDS: tuple[Kind, ...] = (
    Kind("day and month swapped", "dates", day_and_month_swapped),
    Kind("another month", "dates", month_changed),
    Kind("another day of the week", "dates", day_of_week_changed),
    Kind("million for billion", "numbers", scale_changed),
    Kind("another currency", "units", currency_changed),
    Kind("percent sign lost", "units", percent_sign_lost),
    Kind("another unit", "units", unit_changed),
    Kind("a name dropped", "names", name_dropped),
    Kind("a name replaced", "names", name_replaced),
    Kind("an abbreviation changed", "names", acronym_changed),
    Kind("a term replaced", "terminology", term_replaced),
    Kind("begins with a small letter", "capitalisation", small_beginning),
    Kind("everything in capitals", "capitalisation", all_capitals),
    Kind("the end lost, 1-3 words", "fragments", end_lost),
    Kind("translated in two ways", "consistency", translated_otherwise, beside=True),
    Kind("one translation of two sources", "consistency", other_source, beside=True),
    Kind("a word left in Latin letters", "transliteration", name_in_latin),
)
"""The kinds of errors of this module."""
