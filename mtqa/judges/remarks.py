"""What the reader must know of a judge's answers before trusting its scores, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mtqa.corpus import SystemOutput
from mtqa.judges.families import families_of_system, family_of
from mtqa.judges.readings import Trouble
from mtqa.results import Message

__all__ = ["judge_remarks"]

_MOST_NAMED = 5
_TROUBLES = {
    Trouble.UNREADABLE: Message("its answers cannot be read"),
    Trouble.CUT: Message("its answers are cut off"),
    Trouble.REFUSED: Message("it refused"),
    Trouble.LOOP: Message("it said the same over and over"),
    Trouble.LANGUAGE: Message("it answered in another language"),
    Trouble.OBEYED: Message("it said what a text under judgement demands"),
    Trouble.FAILED: Message("it did not answer"),
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
    return (
        *_about_service(label, model, others),
        *_about_answers(label, counts),
        *_about_family(label, model, systems),
    )


def _about_service(label: str, model: str, others: Sequence[str]) -> Iterator[str]:
    if others:
        named = ", ".join(sorted(others)[:_MOST_NAMED])
        yield Message(
            "{label}: asked for the model {model}, the service says that {others} answered.",
            label=label,
            model=model,
            others=named,
        )


def _about_answers(label: str, counts: Mapping[str, int]) -> Iterator[str]:
    for trouble in Trouble:
        if number := counts.get(trouble.value, 0):
            yield Message(
                "{label}: translations without a score, because {reason}: {number}. They count for nothing.",
                label=label,
                reason=_TROUBLES[trouble],
                number=number,
            )
    if number := counts.get("dropped_spans", 0):
        yield Message(
            "{label}: errors that quote words which are in neither text: {number}. They are not shown among what it"
            " marks, though they count in the score as the protocol has it.",
            label=label,
            number=number,
        )
    if number := counts.get("order_changed", 0):
        yield Message(
            "{label}: comparisons that came out otherwise when the translations changed places: {number}. They count as"
            " ties.",
            label=label,
            number=number,
        )
    if number := counts.get("speaking", 0):
        yield Message(
            "{label}: translations that speak to the judge, or whose sources do (“ignore your instructions”, a score to"
            " be given): {number}. They were judged as quoted data and shown with no other segment, and an answer that"
            " says what they demand was not believed.",
            label=label,
            number=number,
        )


def _about_family(label: str, model: str, systems: Sequence[SystemOutput]) -> Iterator[str]:
    own = family_of(model.replace("_", "-"))
    alike = [system.name for system in systems if own and own in families_of_system(system)]
    if alike:
        yield Message(
            "{label}: the judge is of the same family ({family}) as {systems}, and models are known to prefer what"
            " their own family wrote. Compare these with others by another judge.",
            label=label,
            family=own,
            systems=", ".join(alike[:_MOST_NAMED]),
        )
