"""What each kind of plug-in must offer, and the registries that find plug-ins.

Everything from alignment upwards may import it; it names no plug-in. Begin with the kind that you want to add:
`metric`, `check`, `loader`, `judgement_reader`, `baseline`, `report` or `writer`; `registry` tells how plug-ins are
found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.contracts.baseline import (
        Baseline as Baseline,
        TranslatedText as TranslatedText,
        Translator as Translator,
        baselines as baselines,
    )
    from mtqa.contracts.check import Check as Check, Problem as Problem, Translation as Translation, checks as checks
    from mtqa.contracts.consent import Consent as Consent
    from mtqa.contracts.judgement_reader import (
        REVIEW_COLUMNS as REVIEW_COLUMNS,
        JudgementReader as JudgementReader,
        Level as Level,
        MarkedError as MarkedError,
        Rating as Rating,
        Ratings as Ratings,
        Told as Told,
        judgements as judgements,
        parse_judgement_file as parse_judgement_file,
    )
    from mtqa.contracts.loader import Certainty as Certainty, Loader as Loader, loaders as loaders
    from mtqa.contracts.metric import (
        Measurement as Measurement,
        Metric as Metric,
        SegmentMean as SegmentMean,
        Surroundings as Surroundings,
        metrics as metrics,
    )
    from mtqa.contracts.registry import (
        ClassRegistry as ClassRegistry,
        Registry as Registry,
        Spec as Spec,
        first_option as first_option,
        parse_spec as parse_spec,
    )
    from mtqa.contracts.report import Report as Report, reports as reports
    from mtqa.contracts.trust import (
        Demand as Demand,
        Trust as Trust,
        admit as admit,
        current_consent as current_consent,
        demands_of as demands_of,
        trusting as trusting,
    )
    from mtqa.contracts.writer import Writer as Writer, writers as writers
else:
    __getattr__, __dir__ = exporting(
        __name__,
        baseline="Baseline TranslatedText Translator baselines",
        check="Check Problem Translation checks",
        consent="Consent",
        judgement_reader="REVIEW_COLUMNS JudgementReader Level MarkedError Rating Ratings Told judgements"
        " parse_judgement_file",
        loader="Certainty Loader loaders",
        metric="Measurement Metric SegmentMean Surroundings metrics",
        registry="ClassRegistry Registry Spec first_option parse_spec",
        report="Report reports",
        trust="Demand Trust admit current_consent demands_of trusting",
        writer="Writer writers",
    )
