"""Where batches of segments are computed: here in threads, in other processes, or on the machines of a Ray cluster.

Whatever scores, checks or translates segments may import it; it knows nothing of metrics, checks and baselines. Begin
with `executor` (the contract), then `chosen` (what `--on` names), `in_order` (batches out, results back, lost workers)
and `worker` (what happens on the other side).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.executors.chosen import (
        EXECUTORS as EXECUTORS,
        computing_on as computing_on,
        current_executor as current_executor,
        parse_place as parse_place,
    )
    from mtqa.executors.executor import (
        EachOf as EachOf,
        Executor as Executor,
        Work as Work,
        in_shares as in_shares,
        of_shares as of_shares,
        only_alike as only_alike,
    )
else:
    __getattr__, __dir__ = exporting(
        __name__,
        chosen="EXECUTORS computing_on current_executor parse_place",
        executor="EachOf Executor Work in_shares of_shares only_alike",
    )
