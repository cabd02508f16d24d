"""Rules for amounts: scales, number words, fractions, Roman numerals, idioms and measures."""

from __future__ import annotations

import re
from fractions import Fraction

from mtqa.checks._beside_numbers import folded
from mtqa.checks._facts import facts
from mtqa.checks._measures import Side, all_values, is_converted
from mtqa.checks._number_contexts import (
    is_amount,
    is_percentage,
    unit_of,
)
from mtqa.checks._number_rule import Example, PairRule, SingleRule
from mtqa.checks._number_words import roman, word_quantities
from mtqa.checks._quantities import Number, printed

__all__ = ["PAIRS", "SINGLES", "said_in_words"]

_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_SCALES = ("1000", "1000000", "1000000000")
_DEGREES = re.compile(
    r"\s?(?:°|degree|degré|grad|grau|grád|grād|градус|μοιρ|μοίρ|laipsn|stup|stopinj|stopni|fok|aste|kraad|céim|gröd)"
)
_TURN = re.compile(
    r"\b(?:u-turn|about-face|turn(?:ed|s|ing)?|revers\w*|rotat\w*|circle|demi-tour|volte-face|(?:kehrt)?wende|kehrt|обрат\w*|στροφή)\b"
)
"""What is a turn of so many degrees."""
_FRACTION_WORDS = {"2": "0.5", "4": "0.25"}


def _last_place(number: Number) -> Fraction:
    """What the last digit of a number counts: one in "4", a hundredth in "4.17"."""
    return Fraction(1, 10 ** len(number.value.partition(".")[2]))


def _same_in_another_scale(source: Number, hypothesis: Number, left: Side, right: Side) -> bool:
    a, b = left.value(source), right.value(hypothesis)
    if not a or not b:
        return False
    for scale in {left.scaled(source) / a, left.scale_of_range(source)}:
        for other_scale in {right.scaled(hypothesis) / b, right.scale_of_range(hypothesis)}:
            if scale != other_scale and abs(a * scale - b * other_scale) < _last_place(hypothesis) * other_scale:
                return True
    return False


def said_in_words(number: Number, other: Side) -> bool:
    """Whether the other text has a number word of this value, alone or at the end of a compound."""
    known = facts(other.language.primary)
    folded_text = folded(other.text)
    return (
        number.value in word_quantities(other.text, other.language)
        or known.cardinals.inside(number.value, folded_text)
        or known.ordinals.inside(number.value, folded_text)
    )


def _in_words(number: Number, own: Side, other: Side) -> bool:
    if said_in_words(number, other):
        return True
    words = word_quantities(other.text, other.language)
    scaled = own.scaled(number)
    if scaled != own.value(number) and str(scaled) in words:
        return True
    return any(scale in words and printed(own.value(number) / int(scale)) in words for scale in _SCALES)


def _fraction_in_words(number: Number, own: Side, other: Side) -> bool:
    words = word_quantities(other.text, other.language)
    if is_percentage(number, own):
        return {"50": "0.5", "25": "0.25", "75": "0.25"}.get(number.value, "") in words
    whole, part = divmod(Fraction(number.value), 1)
    if part == 0 or (whole and whole not in all_values(other)):
        return False
    over, under = str(part.numerator), str(part.denominator)
    return str(part) in words or (over in words | {"1"} and bool({under, _FRACTION_WORDS.get(under, under)} & words))


def _roman(number: Number, own: Side, other: Side) -> bool:
    if is_amount(number, own):
        return False
    return any(found.value == number.value for found in roman(other.text))


def _idiom(number: Number, own: Side, other: Side) -> bool:
    del other
    around = folded(own.text)[max(0, number.start - 12) : number.end + 12]
    offset = number.start - max(0, number.start - 12)
    for idiom in facts(own.language.primary).idioms:
        found = around.find(idiom)
        if found >= 0 and found <= offset < found + len(idiom):
            return True
    return False


def _turn(number: Number, own: Side, other: Side) -> bool:
    if number.value not in ("180", "360") or not _DEGREES.match(folded(own.text), number.end):
        return False
    return _TURN.search(folded(other.text)) is not None


def _number_of_digits(number: Number, own: Side, other: Side) -> bool:
    del own
    told = {"10": ("double", "two", "zwei"), "100": ("triple", "three", "drei"), "1000": ("four", "vier")}
    words = told.get(number.value, ())
    return any(re.search(rf"\b{word}(?:[- ](?:digit|figure)s?|stellig\w*)\b", folded(other.text)) for word in words)


def _single_unit(number: Number, own: Side, other: Side) -> bool:
    unit = unit_of(number, own) if number.value == "1" else ""
    if not unit:
        return False
    known, text = facts(other.language.primary), folded(other.text)
    before = ""
    for match in _TOKEN.finditer(text):
        word = match.group()
        if known.units.find(word)[0] == unit and not before[:1].isdecimal():
            return known.cardinals.find(before)[0] in ("", "1")
        before = word
    return False


def _converted(number: Number, own: Side, other: Side) -> bool:
    return is_converted(number, own, other)


PAIRS = (
    PairRule(
        "scale",
        "told in another scale, and no more apart than the last digit of the translation counts",
        _same_in_another_scale,
        (
            Example("en-ro", "1.5 million people", "1 500 000 de oameni"),
            Example("en-es", "$3.6bn", "3600 millones de dólares"),
            Example("fr-de", "5 500 milliards d'euros", "5,5 Billionen Euro"),
            Example("en-de", "14 lakh cases", "1,4 Millionen Fälle"),
            Example("fi-en", "2,5 miljoonaa ihmistä", "2,500 thousand people"),
            Example("en-sk", "between 6,000 and 6,500", "6 až 6,5 tisíc"),
            Example("en-cs", "41.78 lakh cases", "4,2 milionu případů"),
            Example("en-cs", "41.78 lakh cases", "4,17 milionu případů"),
        ),
        (
            Example("en-ro", "1.5 million people", "150 000 de oameni"),
            Example("en-hu", "4.67 lakh cases", "46 700 eset"),
            Example("en-es", "$3.6bn", "360 millones de dólares"),
            Example("en-cs", "41.78 lakh cases", "4,19 milionu případů"),
            Example("en-de", "4.178 million cases", "4,17 Millionen Fälle"),
        ),
    ),
)

SINGLES = (
    SingleRule(
        "word",
        "the other text has a number word of the value, or of the value with the million after it",
        _in_words,
        (
            Example("en-el", "the seven members", "τα 7 μέλη"),
            Example("en-hu", "a 5-year-old boy", "egy ötéves fiú"),
            Example("en-cs", "Police arrested a man, 37.", "Policie zatkla sedmatřicetiletého muže."),
            Example("en-pl", "Joan, a 42-year-old mechanic", "Joan, czterdziestodwuletni mechanik"),
            Example("en-da", "75 people came.", "Femoghalvfjerds personer kom."),
            Example("en-mt", "48 people came.", "Ġew tmienja u erbgħin ruħ."),
            Example("en-ga", "the 21st session", "an t-aonú seisiún is fiche"),
            Example("en-es", "the 15th session", "la decimoquinta sesión"),
            Example("en-bg", "The fund has 1.5 million euros.", "Фондът има милион и половина евро."),
            Example("en-lv", "It took 2.5 years.", "Tas ilga divarpus gadus."),
            Example("en-cs", "some 2,200 fighters", "asi dva tisíce dvě stě bojovníků"),
            Example("en-cs", "between 6,000 and 6,500", "šest až šest a půl tisíce"),
            Example("en-fi", "at about 04:00 on Saturday", "lauantaina aamuneljältä"),
        ),
        (
            Example("en-da", "48 people came.", "Syvogfyrre personer kom."),
            Example("en-pl", "Joan, a 42-year-old mechanic", "Joan, czterdziestotrzyletni mechanik"),
            Example("en-de", "It took 2.5 years.", "Es dauerte dreieinhalb Jahre."),
            Example("en-fi", "the 21st session", "kahdeskymmenestoinen istunto"),
            Example("en-fi", "at about 04:00 on Saturday", "lauantaina aamuviideltä"),
            Example("en-el", "the 7 members", "τα οκτώ μέλη"),
        ),
    ),
    SingleRule(
        "fraction",
        "50 or 25 per cent, 30 or 15 minutes or a fraction, told as a half, a quarter or a fraction in words",
        _fraction_in_words,
        (
            Example("en-de", "50 % of them", "die Hälfte von ihnen"),
            Example("en-fr", "25 % of them", "un quart d'entre eux"),
            Example("en-it", "Add 3/8 of it.", "Aggiungerne tre ottavi."),
            Example("en-sv", "3/4 of the members", "tre fjärdedelar av medlemmarna"),
            Example("en-nl", "2/3 of the members", "twee derde van de leden"),
            Example("en-pl", "a half of them", "50 % z nich"),
            Example("en-fr", "in 220 2/3 innings", "en 220 manches et deux tiers"),
        ),
        (
            Example("en-de", "50 people", "die Hälfte der Leute"),
            Example("en-fr", "It takes 30 days.", "Cela prend une demi-journée."),
            Example("en-it", "Add 3/8 of it.", "Aggiungerne tre quinti."),
            Example("en-nl", "2/3 of the members", "drie vierde van de leden"),
            Example("en-fr", "in 220 2/3 innings", "en 230 manches et deux tiers"),
        ),
    ),
    SingleRule(
        "Roman numeral",
        "a number that is no amount, from I to XXXIX in the other text",
        _roman,
        (
            Example("en-fr", "in the 21st century", "au XXIe siècle"),
            Example("en-pl", "the 5th chapter", "rozdział V"),
            Example("hu-en", "a XIV. kerület", "the 14th district"),
        ),
        (
            Example("en-fr", "in the 21st century", "au XXe siècle"),
            Example("en-pl", "It grew by 5 %.", "Rozdział V: wzrost."),
        ),
    ),
    SingleRule(
        "idiom",
        "digits in an expression of its own text that is told in other words",
        _idiom,
        (
            Example("en-de", "It opens 24/7.", "Es ist immer geöffnet."),
            Example("en-fr", "a catch-22", "un cercle vicieux"),
        ),
        (Example("en-fr", "a group of 22", "un groupe"),),
    ),
    SingleRule(
        "number of digits",
        "10, 100 or 1000, told by how many digits it has",
        _number_of_digits,
        (
            Example("en-hu", "spoken by a double-digit percentage", "több mint 10% beszélte"),
            Example("en-nl", "a double-digit share", "een aandeel van boven de 10 procent"),
            Example("de-en", "ein dreistelliger Betrag", "a sum above 100"),
        ),
        (
            Example("en-nl", "a double-digit share", "een aandeel van boven de 20 procent"),
            Example("en-nl", "a double-digit share", "een aandeel van boven de 100 procent"),
        ),
    ),
    SingleRule(
        "turn",
        "180 or 360 degrees, told as a turn",
        _turn,
        (
            Example("en-el", "They expected me to do a U-turn.", "Περίμεναν να κάνω στροφή 180 μοιρών."),
            Example("en-lt", "They expected me to do a U-turn.", "Tikėjosi, kad apsisuksiu 180 laipsnių kampu."),
            Example("en-de", "It turned round completely.", "Es drehte sich um 360°."),
        ),
        (
            Example("en-lt", "They expected me to do a U-turn.", "Tikėjosi, kad apsisuksiu 190 laipsnių kampu."),
            Example("en-lt", "They expected me to do a U-turn.", "Tikėjosi, kad ateis 180 žmonių."),
            Example("en-de", "They came to Berlin.", "Bei 180 Grad kamen sie nach Berlin."),
        ),
    ),
    SingleRule(
        "single unit",
        "one of a unit, told by the word for the unit with no number before it",
        _single_unit,
        (
            Example("en-fi", "The snow was 1 m deep.", "Lunta oli metri."),
            Example("en-fi", "Snow depth reached 1 m.", "Lumen syvyys nousi metriin."),
            Example("en-et", "It takes 1 hour.", "See võtab tunni."),
            Example("en-pl", "1 km from the town", "kilometr od miasta"),
            Example("en-ga", "1 year later", "bliain ina dhiaidh sin"),
            Example("en-bg", "for 1 week", "за седмица"),
        ),
        (
            Example("en-fi", "Snow depth reached 1 m.", "Lumen syvyys nousi kahteen metriin."),
            Example("en-pl", "1 km from the town", "3 kilometry od miasta"),
            Example("en-fi", "Snow depth reached 3 m.", "Lumen syvyys nousi metriin."),
            Example("en-bg", "for 1 week", "за месец"),
            Example("en-de", "1 member came.", "Es kam keiner."),
        ),
    ),
    SingleRule(
        "measure",
        "a number of miles, feet, pounds or degrees Fahrenheit, converted to metric units or from them",
        _converted,
        (
            Example("en-da", "winds of 85 mph", "vinde på 137 km/t"),
            Example("en-fr", "He is 6 feet tall.", "Il mesure 1,83 m."),
            Example("en-sl", "The 6-foot-6 forward", "198 cm visok napadalec"),
            Example("en-de", "I'm 5'5\" tall.", "Ich bin 1,65 m groß."),
            Example("en-de", "It is 70°F outside.", "Draußen sind es 21 °C."),
            Example("en-bg", "Bake at 350°F.", "Печете на 180 °C."),
            Example("de-en", "Es sind 16 km.", "It is 10 miles."),
            # a small measure is given in whole units; the 80s are degrees Fahrenheit, and so may be their difference
            Example("en-hu", "1 to 4 inches of rain", "3–10 cm csapadék"),
            Example("en-nl", "over half an inch of rain", "meer dan 1,5 cm regen"),
            Example("en-pt", "a warm start with widespread 80s", "um início quente, entre os 27 e os 30 graus"),
            Example("en-el", "nearly a 20-degree temperature difference", "διαφορά σχεδόν 10 βαθμών"),
        ),
        (
            Example("en-hu", "1 to 4 inches of rain", "5–10 cm csapadék"),
            Example("en-nl", "over half an inch of rain", "meer dan 3,5 cm regen"),
            Example("en-pt", "a warm start with widespread 80s", "um início quente, entre os 27 e os 40 graus"),
            Example("en-el", "nearly a 20-degree temperature difference", "διαφορά σχεδόν 15 βαθμών"),
            Example("en-de", "It is 70°F outside.", "Draußen sind es 35 °C."),
            Example("en-da", "winds of 85 mph", "vinde på 187 km/t"),
            Example("en-de", "I'm 5'5\" tall.", "Ich bin 1,95 m groß."),
            Example("en-de", "85 people came.", "Es kamen 137 Leute."),
        ),
    ),
)
