"""Texts that somebody dropped on the page, or gave by address -> a corpus folder that is kept beside its report.

Files are kept in a scratch folder under the names that they had, for names tell languages and systems. What they are is
understood as `mtqa evaluate FILE FILE` understands it.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mtqa.documents import read_document, recognise_language
from mtqa.errors import MtqaError
from mtqa.files import is_offline
from mtqa.given import Understanding, Wishes, gather, is_address, keep_corpus, read_all, refuse_copy, understand
from mtqa.languages import language_of
from mtqa.progress import Progress

__all__ = ["DroppedText", "DroppedTexts"]

MOST_TEXTS = 200
_LONGEST_NAME = 120
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|=\ud800-\udfff]')
_SAY = "Say which language each text is in, in the box beside its name."
_NEXT_NAMES = 50


@dataclass(frozen=True)
class DroppedText:
    """A file that was dropped.

    Attributes:
        text: Its id.
        name: Its name.
        path: Where it is kept.
        language: Tag of the language that it seems to be in; "" where that is not plain.
        language_name: Name of that language.
        kind: What kind of file it is, in a word: `html`.
    """

    text: str
    name: str
    path: Path = field(repr=False)
    language: str
    language_name: str
    kind: str

    def to_json(self) -> dict[str, str]:
        """As the page takes it."""
        about = {"language": self.language, "language_name": self.language_name, "kind": self.kind}
        return {"text": self.text, "name": self.name, **about}


class DroppedTexts:
    """The texts of one page, until a corpus is made of them.

    Args:
        scratch: A folder for them.
        report_of: The folder of the report of texts, by the name that they have together.
        encoder: Sentence encoder for the alignment.
    """

    def __init__(self, scratch: Path, report_of: Callable[[str], Path], encoder: str = "auto") -> None:
        self._scratch = scratch
        self._encoder = encoder
        self._report_of = report_of
        self._texts: dict[str, DroppedText] = {}
        self._mutex = threading.Lock()

    def take(self, name: str, data: bytes) -> DroppedText:
        """Keep a file, and say what it seems to be.

        Raises:
            MtqaError: when it cannot be read as a text, or there are too many.
        """
        if not data:
            raise MtqaError("the file is empty", "Choose another one.", path=_shown(name))
        with self._mutex:
            if len(self._texts) >= MOST_TEXTS:
                raise MtqaError(f"there are more than {MOST_TEXTS} texts", "Evaluate them with: mtqa evaluate FOLDER")
            path = self._free(name)
            path.write_bytes(data)
        try:
            document = read_document(path)
        except MtqaError as error:
            path.unlink()
            raise MtqaError(error.message, error.hint, path=_shown(name)) from None
        recognised = recognise_language(document)
        found = recognised.language if recognised is not None else None
        tag, said = (found.tag, found.name) if found is not None else ("", "")
        text = DroppedText(secrets.token_hex(8), _shown(name), path, tag, said, path.suffix.lower().removeprefix("."))
        self._texts[text.text] = text
        return text

    def _free(self, name: str) -> Path:
        """A place for a file, under its own name."""
        plain = _NOT_IN_NAMES.sub("_", Path(name).name).lstrip(". ")[-_LONGEST_NAME:] or "text"
        folders = (self._scratch, *(self._scratch / f"copy {number}" for number in range(2, MOST_TEXTS + 2)))
        folder = next(folder for folder in folders if not (folder / plain).exists())
        folder.mkdir(exist_ok=True)
        return folder / plain

    def corpus_of_files(
        self, original: str, translations: Sequence[str], languages: Mapping[str, str], progress: Progress
    ) -> Path:
        """Make the corpus folder of dropped files, beside the place of its report.

        Args:
            original: Id of the source.
            translations: Ids of its translations.
            languages: Tags of languages by id, as the user says.
            progress: Told how far it is.

        Raises:
            MtqaError: when a text is not there or cannot be understood, or the folder cannot be made.
        """
        source, targets = self._named(original), [self._named(one) for one in translations]
        if not targets:
            raise MtqaError("there is no translation", "Add one.")
        arguments = [_argument(source, languages.get(source.text, ""), "source")]
        arguments += [_argument(one, languages.get(one.text, ""), "") for one in targets]
        names = {str(one.path): one.name for one in (source, *targets)}
        return self._made(arguments, names, progress)

    def corpus_of_addresses(self, original: str, translations: Sequence[str], progress: Progress) -> Path:
        """Fetch pages and make the corpus folder of them; the user has asked for it by giving their addresses.

        Raises:
            MtqaError: when something is no address, or cannot be fetched or understood.
        """
        for address in (original, *translations):
            if not is_address(address):
                raise MtqaError(
                    f"'{address[:80]}' is no address of a page", "An address begins with https:// or http://."
                )
        if is_offline():
            raise MtqaError("the network is forbidden (--offline)", "Save the pages, and drop their files here.")
        if not translations:
            raise MtqaError("there is no translation", "Add the address of one.")
        progress("fetching the pages", 0, 3)
        return self._made([f"source={original}", *translations], {}, progress)

    def _named(self, text: str) -> DroppedText:
        if text not in self._texts:
            raise MtqaError("one of the texts is no longer here", "Add it again.")
        return self._texts[text]

    def _made(self, arguments: Sequence[str], names: Mapping[str, str], progress: Progress) -> Path:
        progress("reading the texts", 0, 3)
        downloads = self._scratch / f"fetched {secrets.token_hex(4)}"
        downloads.mkdir()
        try:
            given = [
                replace(one, shown=names.get(one.shown, one.shown))
                for one in gather(arguments, downloads, lambda _: None)
            ]
            documents = read_all(given)
            refuse_copy(given)
            understanding = understand(given, documents, Wishes(), lambda _: "", "")
        except MtqaError as error:
            hint = _SAY if "=FILE" in error.hint else error.hint
            raise MtqaError(error.message, hint, path=names.get(str(error.path), error.path)) from None
        progress("cutting into sentences and aligning", 1, 3)
        return self._kept(understanding)

    def _kept(self, understanding: Understanding) -> Path:
        """The folder of the corpus: that of the same page from before, or a new one; nothing of another is touched."""
        names = [understanding.name, *(f"{understanding.name}-{number}" for number in range(2, _NEXT_NAMES))]
        for name in names[:-1]:
            report = self._report_of(name)
            try:
                return keep_corpus(understanding, report, encoder=self._encoder).folder
            except MtqaError:
                if not report.exists():
                    raise
        return keep_corpus(understanding, self._report_of(names[-1]), encoder=self._encoder).folder


def _argument(text: DroppedText, tag: str, role: str) -> str:
    """What one would write on the command line."""
    known = language_of(tag).tag if tag else ""
    if role:
        return f"{role}:{known}={text.path}" if known else f"{role}={text.path}"
    return f"{known}={text.path}" if known else str(text.path)


def _shown(name: str) -> str:
    """A name that a browser sent, for people."""
    return "".join(character for character in Path(name).name if character.isprintable())[:_LONGEST_NAME] or "text"
