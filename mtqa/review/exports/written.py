"""The formats of exports by name, and how their files get into a folder: all of them or none."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.files import Manifest, digest, move_into_place, staging_for, writing_in
from mtqa.review import PROTOCOLS, Judgement, Typology, typology_of
from mtqa.review.exports.marked_units import xliff_file
from mtqa.review.exports.mqm_rows import mqm_file
from mtqa.review.exports.rated import RATING_PROTOCOLS, ExportFile, ratings_of
from mtqa.review.exports.review_rows import table_rows, tsv_file, xlsx_file
from mtqa.review.exports.segment_files import rating_files, score_files

__all__ = ["FORMATS", "export_files", "write_exports", "zip_of"]

FORMATS = ("tsv", "xlsx", "mqm", "seg.score", "seg.rating", "xliff")
_SPANS = ("esa", "mqm")
"""Protocols in which errors are marked."""


def export_files(
    judgements: Iterable[Judgement],
    corpora: Sequence[Corpus],
    format: str,
    language: str = "",
    kinds: Typology | None = None,
) -> tuple[ExportFile, ...]:
    """The files of one format.

    Args:
        judgements: All that were made.
        corpora: The corpus, for each language.
        format: One of `FORMATS`.
        language: Tag of the target language; "" for all.
        kinds: What errors weigh; MQM's own typology where there is none.

    Raises:
        MtqaError: when there is no such format, nothing to write in it, or a text that it cannot hold.
    """
    if format not in FORMATS:
        raise MtqaError(f"there is no format '{format}' for judgements", f"There are: {', '.join(FORMATS)}.")
    kept = tuple(judgements)
    wanted = [corpus for corpus in corpora if language in ("", corpus.language_pair.target.tag)]
    files = [
        file
        for corpus in wanted
        for protocol in PROTOCOLS
        for file in _files(kept, corpus, format, protocol, kinds or typology_of("mqm"))
    ]
    if not files:
        raise MtqaError(f"nothing was judged that the format {format} can hold", "Judge something, or take tsv.")
    return tuple(files)


def _files(
    judgements: Sequence[Judgement], corpus: Corpus, format: str, protocol: str, kinds: Typology
) -> Iterator[ExportFile]:
    if format in ("tsv", "xlsx"):
        rows = table_rows(judgements, corpus, protocol, kinds)
        if rows:
            yield (tsv_file if format == "tsv" else xlsx_file)(rows, corpus, protocol)
        return
    rated = ratings_of(judgements, corpus, protocol, kinds) if protocol in RATING_PROTOCOLS else ()
    if not rated:
        return
    if format == "seg.score":
        yield from score_files(rated, corpus, protocol)
    elif format == "seg.rating" and protocol in _SPANS:
        yield from rating_files(rated, corpus, protocol, kinds)
    elif format == "mqm" and protocol == "mqm":
        yield mqm_file(rated, corpus, kinds)
    elif format == "xliff":
        yield xliff_file(rated, corpus, protocol, kinds)


def zip_of(files: Sequence[ExportFile]) -> bytes:
    """Several files as one archive; the same files always give the same bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.name, (2000, 1, 1, 0, 0, 0)), file.content, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def write_exports(
    judgements: Iterable[Judgement],
    corpora: Sequence[Corpus],
    folder: Path,
    formats: Sequence[str] = FORMATS,
    kinds: Typology | None = None,
) -> tuple[Path, ...]:
    """Write exports into a folder, all or none; only what mtqa wrote itself is replaced.

    Raises:
        MtqaError: when nothing was judged, a format is not known, a text cannot be written in one, or a file of that
            name is there that mtqa did not write.
    """
    kept = tuple(judgements)
    unknown = next((name for name in formats if name not in FORMATS), None)
    if unknown is not None:
        export_files(kept, corpora, unknown)
    files: dict[str, ExportFile] = {}
    for corpus in corpora:
        for format in dict.fromkeys(formats):
            for protocol in PROTOCOLS:
                for file in _files(kept, corpus, format, protocol, kinds or typology_of("mqm")):
                    files[_free(file.name, files, folder)] = file
    if not files:
        raise MtqaError("nothing was judged that could be exported", "Judge something first.")
    return _written(files, folder)


def _free(name: str, taken: Iterable[str], folder: Path) -> str:
    """The name, unless another annotator's has become the same."""
    folded = {one.casefold() for one in taken}
    if name.casefold() in folded:
        hint = "Give annotators names of letters and digits."
        raise MtqaError(f"two files would be called '{name}'", hint, path=folder)
    return name


def _written(files: dict[str, ExportFile], folder: Path) -> tuple[Path, ...]:
    try:
        with staging_for(folder) as staging:
            made = staging / "export"
            made.mkdir()
            for name, file in files.items():
                (made / name).write_bytes(file.content)
            with writing_in(folder):
                manifest = Manifest.read(folder)
                for name in files:
                    _refuse_foreign(manifest, Path(name))
                manifest.write_into(made, {Path(name): digest(made / name) for name in files})
                move_into_place(made, folder)
    except OSError as error:
        raise MtqaError(
            f"the export cannot be written: {error.strerror or error}",
            "What was there before is unchanged. Free some space or choose another folder.",
            path=folder,
        ) from error
    return tuple(folder / name for name in files)


def _refuse_foreign(manifest: Manifest, name: Path) -> None:
    path = manifest.folder / name
    if path.exists() and not manifest.is_own(name):
        problem = "was changed since mtqa wrote it" if manifest.has(name) else "is there and was not written by mtqa"
        raise MtqaError(
            f"this file {problem}, so it is not overwritten", "Choose another folder, or move it away.", path=path
        )
