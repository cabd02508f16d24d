"""What each kind of plug-in must offer, and the registries that find plug-ins.

Everything from alignment upwards may import it; it names no plug-in. Begin with the kind that you want to add:
`metric`, `check`, `loader`, `baseline`, `report` or `writer`; `registry` tells how plug-ins are found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.contracts.plugins import (
        Baseline as Baseline,
        Check as Check,
        Consent as Consent,
        Loader as Loader,
        Measurement as Measurement,
        Metric as Metric,
        Problem as Problem,
        TranslatedText as TranslatedText,
        Translation as Translation,
        Translator as Translator,
        Writer as Writer,
        baselines as baselines,
        checks as checks,
        loaders as loaders,
        metrics as metrics,
        reports as reports,
        writers as writers,
    )
    from mtqa.contracts.registry import ClassRegistry as ClassRegistry, Spec as Spec, parse_spec as parse_spec

__getattr__, __dir__ = exporting(
    __name__,
    plugins=(
        "Baseline Check Consent Loader Measurement Metric Problem TranslatedText Translation Translator "
        "Writer baselines checks loaders metrics reports writers"
    ),
    registry="ClassRegistry Spec parse_spec",
)
