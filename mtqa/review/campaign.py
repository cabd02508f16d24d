"""What was chosen for a campaign: who judges what and how. It is kept in the file, so that the next start goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.review.judgement import PROTOCOLS, Judgement
from mtqa.review.store import Store
from mtqa.review.typology import Typology, read_typology, typology_of

__all__ = ["Campaign", "Wishes", "begun", "check_corpora", "keep_campaign"]


@dataclass(frozen=True)
class Wishes:
    """What the user asks for at a start; None leaves it as it was chosen before.

    Attributes:
        annotators: Who judges.
        protocol: Where the page opens.
        seed: What is drawn with.
        overlap: Share of the documents that several annotators judge.
        attention: Of a hundred translations, how many are planted to see whether annotators attend.
        tutorial: Whether each annotator begins with three screens.
        prefill: Whose error spans are shown beforehand: `checks`, the name of a metric that marks errors, or `none`.
        measure_bias: Whether every second annotator does not see them.
        categories: File with categories of errors; "" for those of the protocol.
        show_reference: Whether the reference translation is shown.
    """

    annotators: tuple[str, ...] | None = None
    protocol: str | None = None
    seed: int | None = None
    overlap: float | None = None
    attention: int | None = None
    tutorial: bool | None = None
    prefill: str | None = None
    measure_bias: bool | None = None
    categories: str | None = None
    show_reference: bool | None = None


@dataclass(frozen=True)
class Campaign:
    """What holds for this start; fields as those of `Wishes`."""

    annotators: tuple[str, ...]
    protocol: str = "findings"
    seed: int = 0
    overlap: float = 0.2
    attention: int = 0
    tutorial: bool = False
    prefill: str = "none"
    measure_bias: bool = False
    categories: str = ""
    show_reference: bool = False

    @property
    def organiser(self) -> str:
        """Who sees how far everybody is: the first annotator."""
        return self.annotators[0]

    def typology(self, protocol: str) -> Typology:
        """Categories and severities of a protocol.

        Raises:
            MtqaError: when the file that was named is broken.
        """
        return _own_typology(self.categories) if self.categories else typology_of(protocol)


@cache
def _own_typology(file: str) -> Typology:
    return read_typology(Path(file))


def begun(store: Store, wishes: Wishes, default_annotator: str) -> Campaign:
    """The campaign of a file, with what is asked for now; `keep_campaign` keeps it.

    Raises:
        MtqaError: when something that was chosen is not possible.
    """
    kept = _believed(store.chosen("campaign"))
    values: dict[str, object] = {}
    for field in fields(Campaign):
        wish = getattr(wishes, field.name)
        if wish is not None:
            values[field.name] = wish
        elif field.name in kept:
            values[field.name] = kept[field.name]
    named = values.get("annotators") or (default_annotator,)
    values["annotators"] = tuple(dict.fromkeys(str(name) for name in named))  # type: ignore[attr-defined]
    if wishes.categories is None and values.get("categories"):
        _check_inside(Path(str(values["categories"])), store)
    campaign = Campaign(**values)  # type: ignore[arg-type]
    _check(campaign)
    return campaign


def _believed(kept: object) -> dict[str, object]:
    """What was chosen before, as far as it is what it must be: the file may be a stranger's."""
    if not isinstance(kept, dict):
        return {}
    examples = {field.name: field.default for field in fields(Campaign)} | {"annotators": []}
    return {
        name: value
        for name, value in kept.items()
        if name in examples and (type(value) is type(examples[name]) or (name == "overlap" and type(value) is int))
    }


def _check_inside(file: Path, store: Store) -> None:
    """Make sure that a file that was named at an earlier start lies beside the judgements."""
    if not file.resolve().is_relative_to(store.path.parent.resolve()):
        raise MtqaError(
            f"the categories of this campaign are in {file}, outside the folder of its judgements",
            f"Name the file again: --categories {file}",
            path=store.path,
        )


def keep_campaign(store: Store, campaign: Campaign) -> None:
    """Keep what was chosen for the next start."""
    now = {field.name: getattr(campaign, field.name) for field in fields(Campaign)}
    now["annotators"] = list(campaign.annotators)
    if now != store.chosen("campaign"):
        store.choose(campaign=now)


def _check(campaign: Campaign) -> None:
    if campaign.protocol not in PROTOCOLS:
        raise MtqaError(f"there is no protocol '{campaign.protocol}'", f"There are: {', '.join(PROTOCOLS)}.")
    for name in campaign.annotators:
        if not name.strip() or not name.isprintable() or len(name) > 100:
            raise MtqaError(f"'{name[:100]}' is no name for an annotator", "Use up to 100 letters that can be seen.")
    if not 0 <= campaign.overlap <= 1:
        raise MtqaError(f"an overlap of {campaign.overlap:g} is no share", "Say a number from 0 to 1.")
    if not 0 <= campaign.attention <= 50:
        raise MtqaError(f"{campaign.attention} of 100 translations cannot be planted", "Say a number from 0 to 50.")
    campaign.typology(campaign.protocol)


def check_corpora(store: Store, corpora: Sequence[Corpus], judgements: Sequence[Judgement]) -> str:
    """Make sure that a file of judgements belongs to these corpora; it is theirs from now on.

    Args:
        store: The file.
        corpora: What is reviewed.
        judgements: All that are in the file.

    Returns:
        What the user must know: that texts have changed since; "" for nothing.

    Raises:
        MtqaError: when they are of another corpus.
    """
    kept = store.chosen("corpora")
    now = {str(one.language_pair): one.fingerprint for one in corpora}
    name = corpora[0].name
    if not isinstance(kept, dict):
        store.choose(corpora=now, name=name)
        return ""
    if all(kept.get(pair) == fingerprint for pair, fingerprint in now.items()):
        return ""
    changed = sorted(pair for pair in now if pair in kept and kept[pair] != now[pair])
    ids = {segment.id for corpus in corpora for segment in corpus.segments}
    tags = {corpus.language_pair.target.tag for corpus in corpora}
    of_these = [one for one in judgements if one.language in tags]
    fitting = sum(one.segment_id in ids for one in of_these)
    same_name = store.chosen("name") == name
    if not fitting and not same_name and not (set(kept) & set(now) and not changed):
        raise MtqaError(
            f"these are the judgements of another corpus ('{store.chosen('name')}', not '{name}')",
            "Move the file back to its corpus, or give it another name. Nothing in it is lost.",
            path=store.path,
        )
    store.choose(corpora={**kept, **now}, name=name)
    if not changed or not of_these:
        return ""
    return (
        f"the texts of {', '.join(changed)} have changed since they were judged: {len(of_these) - fitting} of"
        f" {len(of_these)} judgements are about segments that are no longer there. They stay in the file."
    )
