"""An edit of a page's alignment -> the rows of the table: sentences that belong together from now on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.alignment import TableRow, split_sentences
from mtqa.errors import MtqaError

__all__ = ["AGAIN", "Group", "Groups", "Sentence", "Shown", "check_nothing_lost", "edited_rows", "groups_of"]

Groups = Sequence[tuple[Sequence[int], Sequence[int]]]
"""For each group the numbers of its sentences: those of the source, and those of the translation."""
AGAIN = "Load the page again, and do it once more."


@dataclass(frozen=True)
class Sentence:
    """A sentence of a page.

    Attributes:
        n: Its number on its side of the page, from 1.
        text: The sentence.
    """

    n: int
    text: str


@dataclass(frozen=True)
class Group:
    """Sentences that belong together: a row of the table.

    Attributes:
        n: Number of the row, from 1.
        source: Those of the source; none for an addition.
        hypothesis: Those of the translation; none for an omission.
        sure: Whether a person has confirmed or corrected it, or nothing about it is strange.
    """

    n: int
    source: tuple[Sentence, ...]
    hypothesis: tuple[Sentence, ...]
    sure: bool


@dataclass(frozen=True)
class Shown:
    """Rows of a document, and what is edited of them.

    Attributes:
        rows: All rows.
        column: Which of a row's texts is edited.
        source_tag: Language of the source.
        target_tag: Language of the translations.
    """

    rows: Sequence[TableRow]
    column: int
    source_tag: str
    target_tag: str

    def sentences(self, row: TableRow) -> tuple[list[str], list[str]]:
        """The sentences of a row on both sides."""
        texts = (row.source, self.source_tag), (row.texts[self.column], self.target_tag)
        source, target = ([one.text for one in split_sentences(text, tag)] for text, tag in texts)
        return source, target

    def is_visible(self, row: TableRow) -> bool:
        """Whether there is something to see of it; additions of other systems are not."""
        return bool(row.source or row.texts[self.column])


def groups_of(shown: Shown) -> list[Group]:
    """The rows of a document that can be seen, as groups of numbered sentences."""
    groups: list[Group] = []
    counts = [0, 0]
    for row in filter(shown.is_visible, shown.rows):
        sides = []
        for side, texts in enumerate(shown.sentences(row)):
            sides.append(tuple(Sentence(counts[side] + n, text) for n, text in enumerate(texts, start=1)))
            counts[side] += len(texts)
        groups.append(Group(len(groups) + 1, sides[0], sides[1], row.corrected or not row.remark))
    return groups


def edited_rows(shown: Shown, groups: Groups) -> list[TableRow]:
    """The rows of an edit.

    Raises:
        MtqaError: when sentences are missing, stand twice or out of order.
    """
    before = groups_of(shown)
    texts = [{one.n: one.text for group in before for one in getattr(group, side)} for side in ("source", "hypothesis")]
    for side, known in enumerate(texts):
        if [n for group in groups for n in group[side]] != list(known):
            raise MtqaError("the groups do not hold every sentence once and in order", AGAIN)
    wanted = [(tuple(source), tuple(target)) for source, target in groups if source or target]
    visible = [row for row in shown.rows if shown.is_visible(row)]
    same = {
        (tuple(one.n for one in group.source), tuple(one.n for one in group.hypothesis)): row
        for group, row in zip(before, visible, strict=True)
    }
    homes = _homes(before, wanted)
    others = _others(shown, before, visible, wanted, homes)
    made = [
        same.get(group) or _new_row(shown, group, texts, others[number], visible[_origin(homes, number)])
        for number, group in enumerate(wanted)
    ]
    return _with_hidden(shown, homes, made)


def _homes(before: Sequence[Group], wanted: Groups) -> list[list[int]]:
    """For each older row the new groups that its sentences are in; a row's own place where it has none."""
    by_sentence = [{n: number for number, group in enumerate(wanted) for n in group[side]} for side in (0, 1)]
    homes: list[list[int]] = []
    for group in before:
        source = [by_sentence[0][one.n] for one in group.source]
        target = [by_sentence[1][one.n] for one in group.hypothesis]
        homes.append(sorted(set(source or target)))
    return homes


def _origin(homes: Sequence[Sequence[int]], number: int) -> int:
    """The first older row that a new group takes its kind from."""
    return next((row for row, groups in enumerate(homes) if groups and groups[-1] >= number), len(homes) - 1)


def _others(
    shown: Shown, before: Sequence[Group], visible: Sequence[TableRow], wanted: Groups, homes: Sequence[Sequence[int]]
) -> list[list[list[str]]]:
    """For each new group the sentences of each column: a row that was split gives them away by their place in it."""
    columns = range(len(visible[0].texts)) if visible else range(0)
    given: list[list[list[str]]] = [[[] for _ in columns] for _ in wanted]
    by_source = {n: number for number, group in enumerate(wanted) for n in group[0]}
    reached = [0] * len(columns)
    for row, group, places in zip(visible, before, homes, strict=True):
        for column in columns:
            if column == shown.column:
                continue
            sentences = [one.text for one in split_sentences(row.texts[column], shown.target_tag)]
            for sentence, share in zip(sentences, _shares(sentences), strict=True):
                home = places[0] if len(places) < 2 or not group.source else by_source[_at(group.source, share)]
                reached[column] = max(reached[column], home)
                given[reached[column]][column].append(sentence)
    return given


def _shares(sentences: Sequence[str]) -> list[float]:
    """Where the middle of each sentence lies, from 0 to 1."""
    total, middles = 0, []
    for sentence in sentences:
        middles.append(total + len(sentence) / 2)
        total += len(sentence)
    return [middle / max(1, total) for middle in middles]


def _at(source: Sequence[Sentence], share: float) -> int:
    """The number of the source sentence at a share of the whole."""
    total, reached = sum(len(one.text) for one in source), 0
    for one in source:
        reached += len(one.text)
        if reached >= share * total:
            return one.n
    return source[-1].n


def _new_row(
    shown: Shown,
    group: tuple[Sequence[int], Sequence[int]],
    texts: Sequence[dict[int, str]],
    others: Sequence[Sequence[str]],
    origin: TableRow,
) -> TableRow:
    columns = [list(column) for column in others]
    columns[shown.column] = [texts[1][n] for n in group[1]]
    return TableRow(
        origin.document,
        origin.kind,
        " ".join(texts[0][n] for n in group[0]),
        tuple(" ".join(column) for column in columns),
        corrected=True,
    )


def _with_hidden(shown: Shown, homes: Sequence[Sequence[int]], made: Sequence[TableRow]) -> list[TableRow]:
    """The new rows, and between them those that are not seen, each after what stood before it."""
    after: dict[int, list[TableRow]] = {}
    seen = -1
    for row in shown.rows:
        if shown.is_visible(row):
            seen += 1
        else:
            home = homes[seen][-1] if seen >= 0 and homes[seen] else -1
            after.setdefault(home, []).append(row)
    rows = list(after.get(-1, ()))
    for number, row in enumerate(made):
        rows += [row, *after.get(number, ())]
    return rows


def check_nothing_lost(before: Sequence[TableRow], after: Sequence[TableRow]) -> None:
    """Make sure that every text is there as it was, but for white space.

    Raises:
        MtqaError: when one is not.
    """
    for pick in (lambda row: (row.source,), lambda row: row.texts):
        columns = [list(zip(*(pick(row) for row in rows), strict=True)) for rows in (before, after)]
        for old, new in zip(*columns, strict=True):
            if "".join("".join(old).split()) != "".join("".join(new).split()):
                raise MtqaError("the order of the other translations would change", "Undo the last step.")
