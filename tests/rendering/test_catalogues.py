"""Every language of the reports: complete, with what it needs, and typeset as it is written."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel import Locale
from evaluations import page_evaluation

from mtqa.contracts import checks, metrics
from mtqa.languages import known_languages
from mtqa.rendering import catalogue, catalogue_tags
from mtqa.reports.html import HtmlReport
from mtqa.results import Message

OTHERS = [tag for tag in catalogue_tags() if tag != "en"]
PLURAL = re.compile(r"\.(zero|one|two|few|many|other)$")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def messages(project_root: Path) -> Iterator[str]:
    """The templates of all messages in the source: each stands as a text where the message is made."""
    for path in sorted((project_root / "mtqa").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Message":
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield first.value
                else:
                    assert path.name in ("messages.py", "message_json.py"), f"{path}:{node.lineno}: write the text here"


def definitions() -> list[str]:
    built_in = [(registry.get(name), registry) for registry in (checks, metrics) for name in registry.names()]
    return [one.summary for one, _ in built_in if _module(one).startswith("mtqa.")]


def _module(one: object) -> str:
    return str(getattr(getattr(one, "function", one), "__module__", ""))


def keys(tag: str) -> dict[str, dict[str, str]]:
    """The texts of a catalogue by key; of a plural, by form."""
    found: dict[str, dict[str, str]] = {}
    for key, text in catalogue(tag).entries.items():
        plural = PLURAL.search(key)
        if plural:
            found.setdefault(key[: plural.start()], {})[plural[1]] = text
        else:
            found[key] = {"": text}
    return found


@pytest.fixture(scope="module")
def wanted(project_root: Path) -> dict[str, str]:
    """Every key of a complete catalogue with its English text."""
    english = {key: forms.get("", forms.get("other", "")) for key, forms in keys("en").items()}
    english |= {f"said.{text}": text for text in messages(project_root)}
    english |= {f"defined.{text}": text for text in definitions()}
    return english | {f"language.{tag}": "" for tag in known_languages()}


@pytest.mark.parametrize("tag", OTHERS)
def test_a_catalogue_is_complete_and_fills_in_the_same(tag: str, wanted: dict[str, str]) -> None:
    own = keys(tag)
    assert sorted(wanted.keys() - own.keys()) == [], "missing"
    assert [key for key in own if key not in wanted and not key.startswith("language.")] == [], "no longer used"
    for key, english in wanted.items():
        for form, text in own[key].items():
            # "one" may say the number in words: "ein Dokument".
            left_out = placeholders(english) - placeholders(text) - ({"n"} if form == "one" else set())
            assert key.startswith("language.") or not left_out, key
            assert placeholders(text) <= placeholders(english) | ({"n"} if form else set()), key
            assert text.strip() or not english.strip(), key
            assert not re.search(r"</?[a-z]+>|&(?!quot;)[a-z]+;", text), key


@pytest.mark.parametrize("tag", OTHERS)
def test_a_catalogue_leaves_no_english(tag: str, wanted: dict[str, str]) -> None:
    """No text is the English one, unless it is a word or two that the languages share; none has English words in it."""
    for key, text in typeset(tag):
        alone = re.sub(r"\{\w+\}", "", text)
        same = text == wanted.get(key) and len(re.findall(r"[^\W\d_]+", alone)) > 2
        assert not same, key
        assert not re.search(r"\b(the|which|that|and|with|does|are)\b", alone), key


@pytest.mark.parametrize("tag", catalogue_tags())
def test_plurals_have_the_forms_that_the_language_needs(tag: str) -> None:
    """By CLDR, for whole numbers below a million: French has a form of its own for millions."""
    needed = {Locale.parse(tag).plural_form(n) for n in range(1000)} | {"other"}
    plurals = {key: set(forms) for key, forms in keys(tag).items() if set(forms) != {""}}
    assert plurals
    assert {key: forms for key, forms in plurals.items() if forms != needed} == {}


def typeset(tag: str) -> Iterator[tuple[str, str]]:
    for key, forms in keys(tag).items():
        for text in forms.values():
            yield key, re.sub(r"`[^`]*`|\[\[.*?\]\]|pip install '[^']*'|--\w+", "X", text)


@pytest.mark.parametrize("tag", catalogue_tags())
def test_no_text_has_spaces_that_do_not_belong_there(tag: str) -> None:
    for key, text in typeset(tag):
        assert "  " not in text, key
        assert not re.search(r"[ \u00a0\u202f][,.](?!\d)", text), key
        assert not re.search(r"\w'\w", text) or tag == "en", key


def test_french_spaces_and_quotation_marks() -> None:
    """A no-break space before a colon and inside guillemets, a narrow one before ; ? !, as the Imprimerie nationale."""
    for key, text in typeset("fr"):
        assert not re.search(r"(?<!\u00a0):(?!//|\S)", text), key
        assert not re.search(r"(?<![\u202f\u00a0«])[;?!]", text.replace("&quot;", "")), key
        assert not re.search(r"«(?!\u00a0)|(?<!\u00a0)»", text), key
        assert not re.search('[“”„"]', text.replace("&quot;", "")), key
        assert not re.search(r"\d (?=%|\d{3})", text), key


def test_german_and_bulgarian_quotation_marks() -> None:
    for tag in ("de", "bg"):
        for key, text in typeset(tag):
            assert text.count("„") == text.count("“"), key
            assert not re.search('[”"«»]', text.replace("&quot;", "")), key
            assert not re.search(r"\s[:;?!]", text), key


def test_what_is_said_is_said_in_every_language() -> None:
    message = Message("“{old}” has become “{new}”", old="12", new="{old}")
    assert [catalogue(tag).said(message) for tag in ("en", "bg", "de", "fr")] == [
        "“12” has become “{old}”",
        "„12“ е станало „{old}“",
        "aus „12“ ist „{old}“ geworden",
        "«\u00a012\u00a0» est devenu «\u00a0{old}\u00a0»",
    ]


def test_numbers_languages_lists_and_messages_inside_messages() -> None:
    from mtqa.languages import language

    run = Message(
        "{message}: {n} segments, from {first} to {last}",
        message=Message("two spaces in a row"),
        n=12345,
        first="a",
        last="b",
    )
    assert catalogue("de").said(run) == "zwei Leerzeichen hintereinander: 12.345 Segmente, von a bis b"
    assert catalogue("fr").said(Message("no rule is for {language}", language=language("bg"))).endswith("(bulgare)")
    says = Message("the glossary says {terms} for “{term}”", terms=("Vertrag", "Abkommen"), term="agreement")
    assert says == "the glossary says “Vertrag”, “Abkommen” for “agreement”"
    assert catalogue("de").said(says) == "das Glossar hat „Vertrag“, „Abkommen“ für „agreement“"
    few = Message("{n} of {all} sentences have no counterpart: are these two versions of the same text?", n=1, all=1)
    assert catalogue("de").said(few).startswith("1 von 1 Sätzen hat kein")


def test_what_others_say_stays_as_it_is() -> None:
    words = catalogue("bg")
    assert words.said("two spaces in a row") == "two spaces in a row"
    assert words.said(Message("a template of another package: {word}", word="x")) == "a template of another package: x"
    assert [words.speaks(text) for text in ("any", Message("two spaces in a row"))] == [False, True]


@pytest.mark.parametrize("tag", OTHERS)
def test_a_page_in_the_language(tag: str, tmp_path: Path) -> None:
    HtmlReport(language=tag).write([page_evaluation()], tmp_path)
    page = (tmp_path / "bg" / "index.html").read_text(encoding="utf-8")
    assert f'<html lang="{tag}"' in page
    plain_text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL)
    for english in ("Findings", "better", "worse", "Check", "but"):
        assert not re.search(rf"\b{english}\b", plain_text), english
