"""Language models as judges of translations: what they are asked, how their answers are read, and what is believed.

Metrics and commands may import it; it knows no metric. Begin with `protocols` (what is asked), then `read_answer`
(what an answer says) and `judging_systems` (the whole way).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.judges.asking import Asking as Asking, Tally as Tally, Vote as Vote
    from mtqa.judges.chat_service import ChatModel as ChatModel, Sampling as Sampling
    from mtqa.judges.costs import Price as Price
    from mtqa.judges.explain import MOST_EXPLAINED as MOST_EXPLAINED, Explaining as Explaining
    from mtqa.judges.judging_systems import (
        Material as Material,
        PlacedError as PlacedError,
        SystemJudgements as SystemJudgements,
        judge_systems as judge_systems,
    )
    from mtqa.judges.kept_answers import AnswerStore as AnswerStore
    from mtqa.judges.prompts import Texts as Texts, prompt_digest as prompt_digest
    from mtqa.judges.protocols import (
        Protocol as Protocol,
        find_protocol as find_protocol,
        is_protocol_file as is_protocol_file,
        protocol_names as protocol_names,
    )
    from mtqa.judges.readings import (
        AnswerKind as AnswerKind,
        JudgedError as JudgedError,
        Reading as Reading,
        Trouble as Trouble,
    )
    from mtqa.judges.remarks import judge_remarks as judge_remarks
    from mtqa.judges.terms import Term as Term, glossary_terms as glossary_terms
else:
    __getattr__, __dir__ = exporting(
        __name__,
        asking="Asking Tally Vote",
        chat_service="ChatModel Sampling",
        costs="Price",
        explain="MOST_EXPLAINED Explaining",
        judging_systems="Material PlacedError SystemJudgements judge_systems",
        kept_answers="AnswerStore",
        prompts="Texts prompt_digest",
        protocols="Protocol find_protocol is_protocol_file protocol_names",
        readings="AnswerKind JudgedError Reading Trouble",
        remarks="judge_remarks",
        terms="Term glossary_terms",
    )
