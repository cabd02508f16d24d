"""The model that `--baseline auto` takes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mtqa.contracts import baselines
from mtqa.errors import MissingDependencyError, MtqaError
from mtqa.languages import LanguagePair, language
from mtqa.models import choose_model, chosen_model

EN_BG = LanguagePair(language("en"), language("bg"))
NLLB = "facebook/nllb-200-distilled-600M"
Here = Callable[..., None]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Here:
    """Says which models are on the machine, which packages, and how much memory its GPU has."""

    def say(*names: str, packages: tuple[str, ...] = ("torch", "sentencepiece"), memory: int = 0) -> None:
        monkeypatch.setattr(chosen_model, "how_it_is_had", lambda name: "" if name in names else "downloads it")
        monkeypatch.setattr(chosen_model, "find_spec", lambda name: name if name in packages else None)
        monkeypatch.setattr(chosen_model, "_gpu_memory", lambda: memory)
        monkeypatch.setattr(chosen_model, "is_offline", lambda: False)

    return say


def test_the_best_that_a_processor_can_run(here: Here) -> None:
    here()
    chosen = choose_model(EN_BG)
    assert (chosen.spec, chosen.is_here) == ("transformers:Helsinki-NLP/opus-mt-tc-big-en-zls", False)
    for told in ("235 million parameters", "licence CC BY 4.0", "60 sentences a minute", "downloaded: 480 MB"):
        assert told in chosen.told


def test_what_is_here_goes_first_and_runs_in_the_faster_way(here: Here) -> None:
    here(NLLB, packages=("torch", "sentencepiece", "ctranslate2"))
    chosen = choose_model(EN_BG)
    assert (chosen.spec, chosen.is_here) == (f"ctranslate2:{NLLB}", True)
    assert chosen.told.endswith("is on this machine")
    assert choose_model(EN_BG, free=True).spec == "ctranslate2:Helsinki-NLP/opus-mt-tc-big-en-zls"  # NLLB's is NC


def test_a_gpu_runs_what_fits_into_it(here: Here) -> None:
    here(memory=80 * 10**9)
    assert choose_model(EN_BG).spec == "chat:utter-project/EuroLLM-9B-Instruct"
    here(memory=8 * 10**9)
    assert choose_model(EN_BG).spec == "transformers:google/madlad400-3b-mt"


def test_nothing_is_had_offline_or_without_packages(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    here()
    monkeypatch.setattr(chosen_model, "is_offline", lambda: True)
    with pytest.raises(MtqaError, match="hf download Helsinki-NLP/opus-mt-tc-big-en-zls"):
        choose_model(EN_BG)
    here(packages=())
    with pytest.raises(MissingDependencyError, match="neural"):
        choose_model(EN_BG)


def test_the_baseline_opens_the_model_and_says_so(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    here()
    baseline = baselines.create("auto(free=true)")
    assert "licence CC BY 4.0" in baseline.about(EN_BG)
    opened: list[str] = []
    monkeypatch.setattr(baselines.get("transformers"), "open", lambda self, pair, consent: opened.append(self.model))
    baseline.open(EN_BG, lambda message: None)
    assert opened == ["Helsinki-NLP/opus-mt-tc-big-en-zls"]
