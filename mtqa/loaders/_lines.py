"""Files with one segment a line, read side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from mtqa.corpus import Corpus, CorpusBuilder, Origin, Role, Value
from mtqa.corpus_folders import SOURCE, CorpusDescription, Text
from mtqa.errors import MtqaError
from mtqa.files import LONGEST_SEGMENT, LinesSeen, check_segment, parse_json, read_lines, why_not_parallel
from mtqa.languages import Language, LanguagePair

__all__ = ["read_parallel_lines"]

_REFERENCE = Role.REFERENCE.value


@dataclass(frozen=True)
class _Line:
    """What is known about a line besides its texts."""

    identifier: str
    document: str
    kind: str = ""
    domain: str = ""
    extra: dict[str, Value] | None = None


def texts_into(description: CorpusDescription, target: Language) -> tuple[Text, ...]:
    """The translations into one language."""
    return tuple(text for text in description.texts if text.role != SOURCE and text.language == target)


def finish(
    builder: CorpusBuilder,
    description: CorpusDescription,
    texts: Sequence[Text],
    source_origin: Origin,
    warnings: Sequence[str] = (),
    remarks: Mapping[str, Mapping[str, str]] | None = None,
) -> Corpus:
    """The corpus of what a builder has collected from the texts of a description."""
    systems = [text for text in texts if text.role != _REFERENCE]
    references = [text for text in texts if text.role == _REFERENCE]
    origins = {text.name: text.origin for text in reversed(systems)}
    reference_origins = {text.name: text.origin for text in references}
    used = [source_origin, *origins.values(), *reference_origins.values()]
    return builder.build(
        {text.name: Role(text.role) for text in systems},
        origins,
        reference_origins=reference_origins,
        remarks=_remarks(systems) if remarks is None else remarks,
        title=description.title,
        domain=description.domain,
        source_origin=source_origin,
        notes=tuple(dict.fromkeys(origin.note for origin in used if origin.note)),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _remarks(systems: Sequence[Text]) -> dict[str, dict[str, str]]:
    """What the files of remarks say, by system and segment."""
    remarks: dict[str, dict[str, str]] = {}
    for text in systems:
        if text.remarks is None:
            continue
        for number, row in enumerate(read_lines(text.remarks), start=1):
            segment, tab, remark = row.partition("\t")
            if not tab:
                raise MtqaError(
                    "a remark stands behind the id of its segment and a tab", path=text.remarks, line=number
                )
            remarks.setdefault(text.name, {})[segment] = remark
    return remarks


def read_parallel_lines(description: CorpusDescription, target: Language) -> Corpus:
    """The corpus of one language.

    Raises:
        MtqaError: when a file has more or fewer lines than the source, naming both and where they fall out of step.
    """
    texts = texts_into(description, target)
    builder = CorpusBuilder(description.name, LanguagePair(description.source_language, target), description.path)
    origin = Origin()
    try:
        for source in description.sources:
            path, origin = source.current
            of_document = [text for text in texts if text.document == source.document]
            if texts and not of_document:
                continue
            for line, (about, sentence, translations) in enumerate(
                _rows(source, path, description.domain, of_document), start=1
            ):
                builder.add(
                    about.identifier,
                    about.document,
                    sentence,
                    translations,
                    about.kind,
                    about.domain,
                    about.extra,
                    line,
                )
        # A system without a translation of any document is still one of the corpus.
        return finish(builder, description, texts, origin)
    except BaseException:
        builder.discard()
        raise


def _rows(
    source: Text, path: Path, domain: str, texts: Sequence[Text]
) -> Iterator[tuple[_Line, str, dict[str, str | None]]]:
    labels = [text.label for text in texts]
    blank_is_missing = [text.blank_lines == "missing" for text in texts]
    about = _lines_about(source, domain)
    files = [path, *(text.path for text in texts)]
    for line, row in enumerate(zip_longest(*(read_lines(file) for file in files)), start=1):
        if None in row:
            raise _different_counts(files)
        for file, text in zip(files, row, strict=True):
            if len(text) > LONGEST_SEGMENT:
                check_segment(text, file, line)
        translations: dict[str, str | None] = {
            label: None if missing and not text else text
            for label, missing, text in zip(labels, blank_is_missing, row[1:], strict=True)
        }
        described = next(about, None)
        if described is None:
            raise _fewer_descriptions(source, path)
        yield described, row[0], translations
    if (source.documents or source.segments) and next(about, None) is not None:
        raise _fewer_descriptions(source, path)


def _lines_about(source: Text, domain: str) -> Iterator[_Line]:
    if source.segments is not None:
        yield from _described_lines(source.segments, source.document, domain)
    elif source.documents is not None:
        counts: dict[str, int] = {}
        domain_first = _domain_stands_first(source.documents)
        for row in read_lines(source.documents):
            document, _, second = row.partition("\t")
            own = domain
            if domain_first:
                own, document = document, second
            counts[document] = counts.get(document, 0) + 1
            yield _Line(f"{document}:{counts[document]}", document, domain=own)
    else:
        number = 0
        while True:
            number += 1
            yield _Line(f"{source.document}:{number}", source.document, domain=domain)


def _domain_stands_first(path: Path) -> bool:
    """Whether the lines are domain and document, as WMT writes them, and not a document and something else.

    They are when every line has two columns, and the second divides each value of the first into several, some of which
    have several lines: then the first is no document but what documents have in common.
    """
    firsts: dict[str, str] = {}
    n_lines = 0
    for row in read_lines(path):
        first, tab, second = row.partition("\t")
        if not tab or not second or "\t" in second or firsts.setdefault(second, first) != first:
            return False
        n_lines += 1
    return len(set(firsts.values())) < len(firsts) < n_lines


def _described_lines(path: Path, document: str, domain: str) -> Iterator[_Line]:
    rows = read_lines(path)
    heading = next(rows, "").split("\t")
    if "id" not in heading or len(set(heading)) != len(heading):
        raise MtqaError("the heading must name each column once, 'id' among them", path=path, line=1)
    for number, row in enumerate(rows, start=2):
        cells = row.split("\t")
        if len(cells) != len(heading):
            raise MtqaError(
                f"this row has {len(cells)} columns, but the heading has {len(heading)}", path=path, line=number
            )
        values = dict(zip(heading, cells, strict=True))
        yield _Line(
            values.pop("id"),
            values.pop("document", document),
            values.pop("kind", ""),
            values.pop("domain", domain),
            _extra(values, path, number),
        )


def _extra(values: dict[str, str], path: Path, line: int) -> dict[str, Value]:
    packed = values.pop("extra", "")
    extra: dict[str, Value] = {key: value for key, value in values.items() if value}
    if packed:
        try:
            extra.update(parse_json(packed))
        except (ValueError, TypeError, RecursionError):
            raise MtqaError("the column 'extra' was changed", path=path, line=line) from None
    return extra


def _different_counts(files: Sequence[Path]) -> MtqaError:
    source, *others = [LinesSeen.of(read_lines(file)) for file in files]
    for file, of_file in zip(files[1:], others, strict=True):
        counts = len(of_file.lengths), len(source.lengths)
        if counts[0] != counts[1]:
            parallel = "Line n of a translation must belong to line n of the source."
            why, hint = why_not_parallel(source, of_file, files[0].name, parallel)
            return MtqaError(
                f"has {counts[0]} lines, but its source {files[0].name} has {counts[1]}{why}", hint, path=file
            )
    return MtqaError("the number of lines changed while the file was read", path=files[0])


def _fewer_descriptions(source: Text, path: Path) -> MtqaError:
    file = source.segments or source.documents or path
    n_lines = sum(1 for _ in read_lines(file)) - (source.segments is not None)
    return MtqaError(
        f"describes {n_lines} lines, but the source {path.name} has {sum(1 for _ in read_lines(path))}",
        "It must have a row for each line of the source.",
        path=file,
    )
