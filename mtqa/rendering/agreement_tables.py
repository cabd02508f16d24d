"""Agreement of metrics with people as tables, one for each level and domain; as Markdown and LaTeX."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.agreement import AgreementResult, AgreementRow
from mtqa.rendering.agreement_words import agreement_sentences, pair_words, segment_sentence
from mtqa.rendering.wording import Catalogue

__all__ = ["AgreementBlock", "BlockCell", "BlockRow", "agreement_blocks", "agreement_latex", "agreement_markdown"]

_COLUMNS = ("average", "spa", "acc_eq", "accuracy", "pearson", "kendall", "spearman")
"""Statistics in the order of columns; rows follow the first. Variants of Kendall's are in JSON only."""
DECIMALS = 3


@dataclass(frozen=True)
class BlockCell:
    """One number.

    Attributes:
        value: The statistic.
        interval: Where it may lie; "" for none.
        rank: The metric's rank; "" for none.
        epsilon: The threshold of ties; "" for none.
    """

    value: str
    interval: str = ""
    rank: str = ""
    epsilon: str = ""


@dataclass(frozen=True)
class BlockRow:
    """One metric, or people set beside the metrics."""

    name: str
    cells: tuple[BlockCell, ...]
    is_people: bool


@dataclass(frozen=True)
class AgreementBlock:
    """A table.

    Attributes:
        title: What level it is about.
        head: Names of the statistics.
        rows: The metrics, the best first, then people.
        ranked: For each statistic whether metrics were tested by it.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[BlockRow, ...]
    ranked: tuple[bool, ...]


def agreement_blocks(result: AgreementResult, words: Catalogue) -> list[AgreementBlock]:
    """The tables of one result."""
    places = list(dict.fromkeys((row.level, row.domain) for row in result.rows))
    return [_block(result, level, domain, words) for level, domain in places]


def _block(result: AgreementResult, level: str, domain: str, words: Catalogue) -> AgreementBlock:
    here = [row for row in result.rows if (row.level, row.domain) == (level, domain) and row.statistic in _COLUMNS]
    kinds = sorted(
        dict.fromkeys((row.statistic, row.grouping) for row in here), key=lambda kind: _COLUMNS.index(kind[0])
    )
    by_metric: dict[tuple[bool, str], dict[tuple[str, str], AgreementRow]] = {}
    for kind in kinds:
        for row in here:
            if (row.statistic, row.grouping) == kind:
                by_metric.setdefault((row.is_people, row.metric), {})[kind] = row
    rows = [
        BlockRow(_name(name, is_people, words), tuple(_cell(found.get(kind), words) for kind in kinds), is_people)
        for (is_people, name), found in sorted(by_metric.items(), key=lambda item: item[0][0])
    ]
    head = tuple(_heading(statistic, grouping, words) for statistic, grouping in kinds)
    title = words(f"agree.level.{level}", domain=domain)
    ranked = tuple(
        any(row.rank is not None and (row.statistic, row.grouping) == kind for row in here) for kind in kinds
    )
    return AgreementBlock(title, head, tuple(rows), ranked)


def _name(name: str, is_people: bool, words: Catalogue) -> str:
    if name == "one rater" and is_people:
        return words("agree.one_rater")
    return words("agree.people_row", name=name) if is_people else name


def _heading(statistic: str, grouping: str, words: Catalogue) -> str:
    name = words(f"agree.statistic.{statistic}")
    return f"{name}, {words(f'agree.grouping.{grouping}')}" if grouping else name


def _cell(row: AgreementRow | None, words: Catalogue) -> BlockCell:
    numbers = words.numbers
    if row is None:
        return BlockCell(numbers.value(None, DECIMALS))
    epsilon = "" if row.epsilon is None else f"{row.epsilon:.3g}".replace(".", words.numbers.language.decimal)
    return BlockCell(
        numbers.value(row.value, DECIMALS),
        numbers.interval(row.interval, 2) if row.interval is not None else "",
        "" if row.rank is None else numbers.count(row.rank),
        epsilon,
    )


def agreement_markdown(results: Sequence[AgreementResult], words: Catalogue) -> str:
    """All results as Markdown."""
    lines = [f"# {words('agree.title')}", ""]
    for result in results:
        lines += [f"## {pair_words(result, words)}", ""]
        sentences = [*agreement_sentences(result, words), segment_sentence(result, words)]
        lines += [_escaped(" ".join(sentence for sentence in sentences if sentence)), ""]
        for block in agreement_blocks(result, words):
            lines += [f"### {block.title}", "", *_markdown_table(block, words), ""]
        lines += [*(f"- {_escaped(note)}" for note in result.notes), ""]
    return "\n".join(lines).rstrip() + "\n"


def _escaped(text: str) -> str:
    for sign in ("\\", "`", "*", "_", "[", "]", "<", ">", "|", "#"):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", " ")


def _markdown_table(block: AgreementBlock, words: Catalogue) -> list[str]:
    head = [words("agree.metric")]
    for name, ranked in zip(block.head, block.ranked, strict=True):
        head += [name, *([words("agree.rank")] if ranked else [])]
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    for row in block.rows:
        cells = [_escaped(row.name)]
        for cell, ranked in zip(row.cells, block.ranked, strict=True):
            shown = f"{cell.value} ({cell.interval})" if cell.interval else cell.value
            cells += [
                shown + (f", ε {cell.epsilon}" if cell.epsilon else ""),
                *([cell.rank] if ranked else []),
            ]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


_LATEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    sign: f"\\{sign}" for sign in "&%$#_"
}


def _tex(text: str) -> str:
    return "".join(_LATEX.get(sign, sign) for sign in " ".join(text.split()))


def agreement_latex(results: Sequence[AgreementResult], words: Catalogue) -> str:
    """All results as tables for a paper: LaTeX with booktabs, ranks as superscripts, the first rank bold."""
    parts = ["% generated by mtqa; needs the package booktabs"]
    for result in results:
        for block in agreement_blocks(result, words):
            columns = "l" + "r" * len(block.head)
            parts += [f"% {_tex(result.language_pair)}, {_tex(block.title)}", rf"\begin{{tabular}}{{{columns}}}"]
            parts += [r"\toprule", " & ".join(map(_tex, (words("agree.metric"), *block.head))) + r" \\", r"\midrule"]
            first_people = True
            for row in block.rows:
                if row.is_people and first_people:
                    parts.append(r"\midrule")
                    first_people = False
                parts.append(" & ".join([_tex(row.name), *map(_tex_cell, row.cells)]) + r" \\")
            parts += [r"\bottomrule", r"\end{tabular}", ""]
    return "\n".join(parts).rstrip() + "\n"


def _tex_cell(cell: BlockCell) -> str:
    value = cell.value.replace("\u2212", "$-$").replace("\u2013", "--")
    value = rf"\textbf{{{value}}}" if cell.rank == "1" else value
    return value + (rf"$^{{{cell.rank}}}$" if cell.rank else "")
