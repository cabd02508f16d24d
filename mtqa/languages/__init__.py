"""Language tags and pairs, what is known of each language, and tags in the names of files.

Everything but `files`, `errors` and `progress` may import it; it knows nothing of texts. Begin with `tags`
(`Language`, `LanguagePair`, the facts in `languages.toml`); `in_names` and `wanted` find tags in names and in what
users ask for; `transformed` reads tags that say what a text was translated from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.languages.in_names import (
        language_in_name as language_in_name,
        language_of as language_of,
        pair_in_name as pair_in_name,
        same_language as same_language,
    )
    from mtqa.languages.pairs import language_pair as language_pair
    from mtqa.languages.tags import (
        Language as Language,
        LanguagePair as LanguagePair,
        eu_languages as eu_languages,
        known_languages as known_languages,
        language as language,
    )
    from mtqa.languages.transformed import TransformedTag as TransformedTag, transformed_tag as transformed_tag
    from mtqa.languages.wanted import Wanted as Wanted
else:
    __getattr__, __dir__ = exporting(
        __name__,
        in_names="language_in_name language_of pair_in_name same_language",
        pairs="language_pair",
        tags="Language LanguagePair eu_languages known_languages language",
        transformed="TransformedTag transformed_tag",
        wanted="Wanted",
    )
