"""The quality gate: the current translations against the accepted ones, and a verdict that noise does not decide.

The commands, the pytest plug-in and `verdicts` may import it. Begin with `accept_and_gate` (the verbs), then
`judging` (the verdict) with `metric_rules` and `finding_rules`; `policy` says what may drop by how much, `accepted`
is the file that holds the accepted run, `significance` the tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.gating.accept_and_gate import (
        Current as Current,
        Measuring as Measuring,
        accept as accept,
        gate as gate,
    )
    from mtqa.gating.accepted import AcceptedRun as AcceptedRun
    from mtqa.gating.history import (
        HistoryEntry as HistoryEntry,
        append_history as append_history,
        entry_for as entry_for,
        error_entry as error_entry,
        read_history as read_history,
    )
    from mtqa.gating.outcome import (
        GateResult as GateResult,
        Outcome as Outcome,
        SegmentChange as SegmentChange,
        Status as Status,
    )
    from mtqa.gating.policy import Policy as Policy, read_policy as read_policy
    from mtqa.gating.policy_text import policy_toml as policy_toml
    from mtqa.gating.significance import told_p as told_p
else:
    __getattr__, __dir__ = exporting(
        __name__,
        accept_and_gate="Current Measuring accept gate",
        accepted="AcceptedRun",
        history="HistoryEntry append_history entry_for error_entry read_history",
        outcome="GateResult Outcome SegmentChange Status",
        policy="Policy read_policy",
        policy_text="policy_toml",
        significance="told_p",
    )
