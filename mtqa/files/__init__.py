"""Files as bytes and text: reading strictly, streaming, writing whole or not at all, caches, lines side by side.

Everything may import it; it imports nothing of mtqa but `errors`. Begin with `text` (how a file is read and written
so that nothing is lost), then `text_stream` (what does not fit in memory).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.files.array_file import read_arrays as read_arrays, write_arrays as write_arrays
    from mtqa.files.cache_survey import (
        CacheState as CacheState,
        clear_cache as clear_cache,
        survey_cache as survey_cache,
    )
    from mtqa.files.caches import (
        CACHE_KINDS as CACHE_KINDS,
        CacheKind as CacheKind,
        cache_folder as cache_folder,
        cache_root as cache_root,
        make_room as make_room,
    )
    from mtqa.files.checksums import folder_is_intact as folder_is_intact, seal_folder as seal_folder
    from mtqa.files.file_sets import (
        move_into_place as move_into_place,
        settle as settle,
        writing_in as writing_in,
    )
    from mtqa.files.kept_files import KeptFiles as KeptFiles, warn_of_damage as warn_of_damage
    from mtqa.files.kept_lines import KeptLines as KeptLines
    from mtqa.files.leftovers import remove_leftovers as remove_leftovers
    from mtqa.files.locks import hold as hold
    from mtqa.files.manifest import Manifest as Manifest, digest as digest
    from mtqa.files.network import is_offline as is_offline
    from mtqa.files.out_of_step import (
        LinesSeen as LinesSeen,
        first_line_out_of_step as first_line_out_of_step,
        why_not_parallel as why_not_parallel,
    )
    from mtqa.files.parallel_lines import (
        LineSource as LineSource,
        decode_lines as decode_lines,
        file_source as file_source,
        read_in_parts as read_in_parts,
        tab_separated_sources as tab_separated_sources,
    )
    from mtqa.files.parsed_json import parse_json as parse_json
    from mtqa.files.programs import run_program as run_program
    from mtqa.files.staging import (
        scratch_folder as scratch_folder,
        staging_for as staging_for,
        staging_in as staging_in,
    )
    from mtqa.files.text import (
        decode_text as decode_text,
        is_pipe as is_pipe,
        read_bytes as read_bytes,
        read_text as read_text,
        refuse_pipe as refuse_pipe,
        resolve_inside as resolve_inside,
        write_atomically as write_atomically,
    )
    from mtqa.files.text_stream import (
        LONGEST_SEGMENT as LONGEST_SEGMENT,
        bare_name as bare_name,
        bare_suffix as bare_suffix,
        check_segment as check_segment,
        is_compressed as is_compressed,
        read_chunks as read_chunks,
        read_head as read_head,
        read_lines as read_lines,
    )
    from mtqa.files.xml_stream import XmlReader as XmlReader, root_name as root_name
else:
    __getattr__, __dir__ = exporting(
        __name__,
        array_file="read_arrays write_arrays",
        cache_survey="CacheState clear_cache survey_cache",
        caches="CACHE_KINDS CacheKind cache_folder cache_root make_room",
        checksums="folder_is_intact seal_folder",
        kept_files="KeptFiles warn_of_damage",
        kept_lines="KeptLines",
        file_sets="move_into_place settle writing_in",
        leftovers="remove_leftovers",
        locks="hold",
        manifest="Manifest digest",
        network="is_offline",
        out_of_step="LinesSeen first_line_out_of_step why_not_parallel",
        parallel_lines="LineSource decode_lines file_source read_in_parts tab_separated_sources",
        parsed_json="parse_json",
        programs="run_program",
        staging="scratch_folder staging_for staging_in",
        text="decode_text is_pipe read_bytes read_text refuse_pipe resolve_inside write_atomically",
        text_stream="LONGEST_SEGMENT bare_name bare_suffix check_segment is_compressed read_chunks read_head"
        " read_lines",
        xml_stream="XmlReader root_name",
    )
