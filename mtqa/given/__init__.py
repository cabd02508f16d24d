"""Files and addresses that are given in place of a corpus: what each of them is, and the corpus folder made of them.

The commands may import it; it knows no command. Begin with `understanding` (which text is what), then `kept_corpus`
(the folder beside the report); `arguments` finds the texts that arguments name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.given.arguments import (
        gather as gather,
        is_address as is_address,
        is_folder_of_pages as is_folder_of_pages,
        read_all as read_all,
        refuse_copy as refuse_copy,
        with_original as with_original,
    )
    from mtqa.given.completed_texts import complete_texts as complete_texts
    from mtqa.given.kept_corpus import (
        FOLDER as FOLDER,
        KeptCorpus as KeptCorpus,
        keep_corpus as keep_corpus,
        report_of as report_of,
    )
    from mtqa.given.texts import (
        Given as Given,
        Understanding as Understanding,
        UnderstoodText as UnderstoodText,
        Wishes as Wishes,
    )
    from mtqa.given.understanding import understand as understand
else:
    __getattr__, __dir__ = exporting(
        __name__,
        arguments="gather is_address is_folder_of_pages read_all refuse_copy with_original",
        completed_texts="complete_texts",
        kept_corpus="FOLDER KeptCorpus keep_corpus report_of",
        texts="Given Understanding UnderstoodText Wishes",
        understanding="understand",
    )
