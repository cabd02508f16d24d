"""What several texts are understood to be, by their names and by what is in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtqa.errors import MtqaError
from mtqa.given import Understanding, Wishes, gather, read_all, refuse_copy, understand

TEXTS = {
    "en": "This is the house of the cats that we have seen in the morning, and it was not far from the river.\n\n"
    "They are all very happy with their food.\n",
    "de": "Das ist das Haus der Katzen, die wir am Morgen gesehen haben, und es war nicht weit von dem Fluss.\n\n"
    "Sie sind alle sehr glücklich mit ihrem Essen.\n",
    "bg": "Това е къщата на котките, които видяхме сутринта, и тя не беше далеч от реката.\n\n"
    "Те всички са много щастливи с храната си.\n",
    "pt": "Esta é a casa dos gatos que vimos pela manhã, e ela não ficava muito longe do rio.\n\n"
    "Eles estão todos muito felizes com a sua comida.\n",
    "numbers": "12 345\n\n6 789\n",
    "by eTranslation": "Тази страница е преведена автоматично с eTranslation, услугата за машинен превод на "
    "Европейската комисия.\n\nТова е къщата на котките, които видяхме сутринта, и тя не беше далеч от реката.\n",
}


def _understood(folder: Path, files: dict[str, str], wishes: Wishes | None = None, answer: str = "") -> Understanding:
    paths = []
    for number, (argument, kind) in enumerate(files.items()):
        path = folder / argument.rpartition("=")[2]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXTS[kind] + f"{number}\n", encoding="utf-8")
        paths.append(argument.replace(argument.rpartition("=")[2], str(path)))
    given = gather(paths, folder, lambda addresses: None)
    refuse_copy(given)
    return understand(given, read_all(given), wishes or Wishes(), lambda question: answer)


def _roles(understanding: Understanding) -> list[str]:
    """Each text as `file language role label`."""
    return [
        " ".join(filter(None, (text.given.path.name, text.language.tag, text.role, text.label)))
        for text in understanding.texts
    ]


def test_mt_is_a_role_where_nothing_shows_that_it_is_maltese(tmp_path: Path) -> None:
    understood = _understood(tmp_path, {"original.txt": "en", "mt.txt": "numbers"}, answer="pl")
    assert _roles(understood) == ["original.txt en source", "mt.txt pl system translation"]
    understood = _understood(tmp_path, {"page.en.txt": "en", "page.mt.txt": "numbers"})
    assert _roles(understood) == ["page.en.txt en source", "page.mt.txt mt system translation"]


def test_what_tells_of_a_folder_is_no_page_of_it(tmp_path: Path) -> None:
    for name, kind in {"a.en.html": "en", "a.de.html": "de", "README.md": "numbers", "LICENSE": "numbers"}.items():
        (tmp_path / name).write_text(TEXTS[kind], encoding="utf-8")
    names = {one.path.name for one in gather([str(tmp_path)], tmp_path, lambda addresses: None)}
    assert names == {"a.de.html", "a.en.html"}
    (tmp_path / "README.de.md").write_text(TEXTS["de"], encoding="utf-8")
    names = {one.path.name for one in gather([str(tmp_path)], tmp_path, lambda addresses: None)}
    assert names == {"a.de.html", "a.en.html", "README.md", "README.de.md"}


@pytest.mark.parametrize(
    ("files", "texts"),
    [
        (
            {"index_en.htm": "en", "index_bg.htm": "bg"},
            ["index_en.htm en source", "index_bg.htm bg system translation"],
        ),
        (
            {"page-en.html": "en", "page.bg-BG.html": "bg", "page_DE.html": "de"},
            [
                "page-en.html en source",
                "page.bg-BG.html bg-BG system translation",
                "page_DE.html de system translation",
            ],
        ),
        ({"en/a.md": "en", "bg/a.md": "bg"}, ["a.md en source", "a.md bg system translation"]),
        ({"bg/a.md": "bg", "en/a.md": "en"}, ["a.md en source", "a.md bg system translation"]),
        ({"a.md": "de", "b.md": "bg"}, ["a.md de source", "b.md bg system translation"]),
        ({"a.md": "bg", "b.md": "en"}, ["b.md en source", "a.md bg system translation"]),
        (
            {"a.md": "de", "one.md": "en", "two.md": "en"},
            ["a.md de source", "one.md en system one", "two.md en system two"],
        ),
        ({"a.md": "en", "a.pt-br.md": "pt"}, ["a.md en source", "a.pt-br.md pt-BR system translation"]),
        ({"a.en.md": "en", "a.en-bg.md": "bg"}, ["a.en.md en source", "a.en-bg.md bg system translation"]),
        ({"how-to-be.md": "en", "kak.md": "bg"}, ["how-to-be.md en source", "kak.md bg system translation"]),
        (
            {"it-policy.md": "en", "it-policy.bg.md": "bg"},
            ["it-policy.md en source", "it-policy.bg.md bg system translation"],
        ),
        (
            {"страница EN.md": "en", "страница BG.md": "bg"},
            ["страница EN.md en source", "страница BG.md bg system translation"],
        ),
        (
            {"a English.md": "numbers", "a German.md": "numbers"},
            ["a English.md en source", "a German.md de system translation"],
        ),
        (
            {"p.md": "en", "p.bg.md": "bg", "p.bg.DeepL.md": "bg", "p.reference.bg.md": "bg"},
            [
                "p.md en source",
                "p.bg.md bg system translation",
                "p.bg.DeepL.md bg system DeepL",
                "p.reference.bg.md bg reference A",
            ],
        ),
        (
            {"p.en.md": "en", "deepl/p.bg.md": "bg", "google/p.bg.md": "bg"},
            ["p.en.md en source", "p.bg.md bg system deepl", "p.bg.md bg system google"],
        ),
        (
            {"p.en.md": "en", "mine:bg=q.md": "bg", "other=r.md": "bg", "reference=s.md": "bg"},
            ["p.en.md en source", "q.md bg system mine", "r.md bg system other", "s.md bg reference A"],
        ),
        ({"p.en.md": "en", "p.bg.md": "by eTranslation"}, ["p.en.md en source", "p.bg.md bg system etranslation"]),
        ({"source.md": "bg", "p.md": "en"}, ["source.md bg source", "p.md en system p"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_names_and_texts(tmp_path: Path, files: dict[str, str], texts: list[str]) -> None:
    assert _roles(_understood(tmp_path, files)) == texts


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a.md": "en", "b.md": "en"}, "all texts are in English (en): there is no translation among them"),
        ({"a.en.md": "en", "a.bg.md": "de"}, "by its name this is in Bulgarian (bg), but its text is in German (de)"),
        ({"a.en.md": "en", "a.bg.md": "bg", "b.bg.md": "bg"}, "by its name this is no version of the source"),
        ({"a.md": "numbers", "b.md": "numbers"}, "neither its name nor its text tells in which language this is"),
        (
            {"a.en.md": "en", "x/a.bg.md": "bg", "x/b.bg.md": "bg", "b.en.md": "en", "c.bg.md": "bg"},
            "no source is the same",
        ),
    ],
)
def test_what_cannot_be_understood(tmp_path: Path, files: dict[str, str], message: str) -> None:
    with pytest.raises(MtqaError) as caught:
        _understood(tmp_path, files)
    assert message in str(caught.value)


def test_what_the_user_says_counts(tmp_path: Path) -> None:
    files = {"a.md": "numbers", "b.md": "numbers", "c.md": "numbers"}
    said = _understood(tmp_path, files, Wishes("en", ("bg", "de")))
    assert _roles(said) == ["a.md en source", "b.md bg system translation", "c.md de system translation"]
    turned = _understood(tmp_path / "turned", {"a.md": "de", "b.md": "en"}, Wishes("de"))
    assert _roles(turned) == ["a.md de source", "b.md en system translation"]
    asked = _understood(tmp_path / "asked", {"a.md": "en", "b.md": "numbers"}, answer="fr")
    assert _roles(asked) == ["a.md en source", "b.md fr system translation"]


def test_folders_hold_several_documents(tmp_path: Path) -> None:
    for name, kind in {"en/a.md": "en", "en/b.md": "en", "bg/a.md": "bg", "bg/b.md": "bg"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXTS[kind] + name, encoding="utf-8")
    for arguments in ([tmp_path / "en", tmp_path / "bg"], [tmp_path]):
        given = gather([str(argument) for argument in arguments], tmp_path, lambda addresses: None)
        understanding = understand(given, read_all(given), Wishes(), lambda question: "")
        assert sorted((text.of, text.language.tag) for text in understanding.texts) == [
            ("a", "bg"),
            ("a", "en"),
            ("b", "bg"),
            ("b", "en"),
        ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("b.bg.md", None, "no such file or folder"),
        ("b.bg.md", "", "the file is empty"),
        ("b.tsv", "source\thypothesis\nYes.\tJa.\n", "this is a corpus by itself"),
    ],
)
def test_what_is_no_text(tmp_path: Path, name: str, content: str | None, message: str) -> None:
    (tmp_path / "a.md").write_text(TEXTS["en"], encoding="utf-8")
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(MtqaError, match=message):
        gather([str(tmp_path / "a.md"), str(tmp_path / name)], tmp_path, lambda addresses: None)


def test_no_text_counts_twice(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(TEXTS["en"], encoding="utf-8")
    with pytest.raises(MtqaError, match="this is named twice"):
        gather([str(tmp_path / "a.md"), str(tmp_path / "." / "a.md")], tmp_path, lambda addresses: None)
    with pytest.raises(MtqaError, match=r"b\.md: this holds just the same as .*a\.md"):
        refuse_copy(gather([str(tmp_path / "a.md"), str(tmp_path / "b.md")], tmp_path, lambda addresses: None))
