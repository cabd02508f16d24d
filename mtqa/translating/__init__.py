"""Running baselines on a corpus, sentence by sentence, with everything kept that was paid for.

The commands may import it; which systems there are it learns from `contracts`. Begin with `translate_corpus`;
`kept_translations` is the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.translating.kept_translations import default_store as default_store
    from mtqa.translating.translate_corpus import (
        Translated as Translated,
        create_baseline as create_baseline,
        translate as translate,
    )
else:
    __getattr__, __dir__ = exporting(
        __name__,
        kept_translations="default_store",
        translate_corpus="Translated create_baseline translate",
    )
