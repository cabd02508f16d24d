"""What each contract of a plug-in promises, as functions that try it: for our own tests, and for other packages'.

Nothing of mtqa imports it; tests do. Begin with `metric_contract` (`check_metric("bleu")`); each of the others checks
one kind of plug-in, `sample_corpora` holds the texts that plug-ins are tried on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.testing.baseline_contract import check_baseline as check_baseline
    from mtqa.testing.check_contract import check_check as check_check
    from mtqa.testing.loader_contract import check_loader as check_loader
    from mtqa.testing.metric_contract import check_metric as check_metric
    from mtqa.testing.promises import BrokenContract as BrokenContract
    from mtqa.testing.report_contract import check_report as check_report
    from mtqa.testing.sample_corpora import sample_corpus as sample_corpus
    from mtqa.testing.writer_contract import check_writer as check_writer
else:
    __getattr__, __dir__ = exporting(
        __name__,
        baseline_contract="check_baseline",
        check_contract="check_check",
        loader_contract="check_loader",
        metric_contract="check_metric",
        promises="BrokenContract",
        report_contract="check_report",
        sample_corpora="sample_corpus",
        writer_contract="check_writer",
    )
