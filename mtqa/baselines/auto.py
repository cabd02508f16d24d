"""The best known model for the pair of languages, whichever that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from mtqa.contracts import Baseline, Consent, Translator, baselines
from mtqa.languages import LanguagePair
from mtqa.models import choose_model


@baselines.register
@dataclass(frozen=True)
class Auto(Baseline):
    """Takes the best known open model that this machine can run, and rather one that is on it already.

    Attributes:
        free: Only models whose licence allows every use.
    """

    free: bool = False

    name: ClassVar[str] = "auto"
    summary: ClassVar[str] = (
        "The best known open model for the pair of languages that this machine can run, and rather one that is on it"
        " already; auto(free=true): only such as may be used commercially"
    )

    def about(self, pair: LanguagePair) -> str:
        return choose_model(pair, free=self.free).told

    def open(self, pair: LanguagePair, consent: Consent) -> Translator:
        chosen = choose_model(pair, free=self.free)
        name, _, model = chosen.spec.partition(":")
        return baselines.create(f"{name}(model={model!r})").open(pair, consent)
