"""What the reader must know of a judge's answers before trusting its scores, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mtqa.corpus import SystemOutput
from mtqa.judges.families import families_of_system, family_of
from mtqa.judges.readings import Trouble

__all__ = ["judge_remarks"]

_MOST_NAMED = 5
_TROUBLES = {
    Trouble.UNREADABLE: "unreadable",
    Trouble.CUT: "cut off",
    Trouble.REFUSED: "refused",
    Trouble.LOOP: "in a loop",
    Trouble.LANGUAGE: "in another language",
    Trouble.OBEYED: "as a text under judgement demands",
    Trouble.FAILED: "not answered",
}


def judge_remarks(
    label: str, model: str, counts: Mapping[str, int], others: Sequence[str], systems: Sequence[SystemOutput]
) -> tuple[str, ...]:
    """The remarks.

    Args:
        label: Name of the metric.
        model: The model that was asked for.
        counts: How often what happened.
        others: Other models that answered, as the service says.
        systems: The systems that were judged.
    """
    return tuple(f"{label}: {remark}" for remark in _remarks(model, counts, others, systems))


def _remarks(
    model: str, counts: Mapping[str, int], others: Sequence[str], systems: Sequence[SystemOutput]
) -> Iterator[str]:
    if others:
        named = ", ".join(sorted(others)[:_MOST_NAMED])
        yield f"asked for the model {model}, the service says that {named} answered."
    if counts.get("missing"):
        troubles = ", ".join(f"{counts[one.value]} {_TROUBLES[one]}" for one in Trouble if counts.get(one.value))
        yield f"{counts['missing']} translations have no score ({troubles}); they count for nothing."
    if counts.get("dropped_spans"):
        yield (
            f"{counts['dropped_spans']} errors quote words that are in neither text; they are not shown among what it"
            " marks, though they count in the score as the protocol has it."
        )
    if counts.get("order_changed"):
        yield (
            f"{counts['order_changed']} comparisons came out otherwise when the translations changed places; they count"
            " as ties."
        )
    if counts.get("speaking"):
        yield (
            f"{counts['speaking']} translations or their sources speak to the judge (“ignore your instructions”, a"
            " score to be given ...). They were judged as quoted data, were shown with no other segment, and an answer that"
            f" says what they demand was not believed ({counts.get(Trouble.OBEYED.value, 0)} of them)."
        )
    own = family_of(model.replace("_", "-"))
    alike = [system.name for system in systems if own and own in families_of_system(system)]
    if alike:
        yield (
            f"the judge is of the same family ({own}) as {', '.join(alike[:_MOST_NAMED])}, and models are known to"
            " prefer what their own family wrote. Compare these with others by another judge."
        )
