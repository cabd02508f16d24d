"""The list of models for the languages of the EU."""

from __future__ import annotations

import pytest

from mtqa.errors import MtqaError
from mtqa.languages import LanguagePair, eu_languages, language
from mtqa.models import models_for
from mtqa.translating import create_baseline


def pair(source: str, target: str) -> LanguagePair:
    return LanguagePair(language(source), language(target))


@pytest.mark.parametrize("tag", [tag for tag in eu_languages() if tag != "en"])
def test_every_language_of_the_eu_has_models_both_ways(tag: str) -> None:
    for direction in (pair("en", tag), pair(tag, "en")):
        models = models_for(direction)
        assert any("nllb-200" in model.spec for model in models)
        assert any("madlad400" in model.spec for model in models)
        assert all(model.licence and model.download > 0 and model.parameters > 0 for model in models)
        assert [model.download for model in models] == sorted(model.download for model in models)
        for model in models:
            assert "{" not in model.spec
            assert create_baseline(model.spec)
    assert any("opus-mt" in model.spec for model in models_for(pair("en", tag)))


def test_models_that_lack_a_language_are_left_out() -> None:
    specs = [model.spec for model in models_for(pair("en", "mt"))]
    assert "transformers:Helsinki-NLP/opus-mt-en-mt" in specs
    # M2M-100 (Fan et al., 2021, table 1) and mBART-50 (Tang et al., 2020, table 1) have no Maltese.
    assert not any("m2m100" in spec or "mbart" in spec for spec in specs)
    assert not any("mbart" in model.spec for model in models_for(pair("en", "bg")))  # nor Bulgarian
    assert [m.spec for m in models_for(pair("fr", "bg"))] == [
        m.spec for m in models_for(pair("bg", "fr")) if "opus" not in m.spec
    ]


def test_other_languages_are_refused() -> None:
    with pytest.raises(MtqaError, match=r"ja \(ja\) is none"):
        models_for(pair("en", "ja"))
    with pytest.raises(MtqaError, match="both English"):
        models_for(pair("en", "en-GB"))
