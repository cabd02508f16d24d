"""What reports are made of: words in the reader's language, tables, charts, pages, texts with what differs marked.

Reports and the gate's verdicts share it; it computes no score and writes no file. Begin with `one_language` (one
language's page from top to bottom), then `scoreboard` (figures as the reader sees them) and `wording` (the report's
words).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.rendering.agreement import AgreementTable as AgreementTable, agreement_table as agreement_table
    from mtqa.rendering.agreement_html import (
        agreement_page as agreement_page,
        agreement_page_of_run as agreement_page_of_run,
    )
    from mtqa.rendering.agreement_tables import (
        agreement_blocks as agreement_blocks,
        agreement_latex as agreement_latex,
        agreement_markdown as agreement_markdown,
    )
    from mtqa.rendering.agreement_words import (
        agreement_sentences as agreement_sentences,
        pair_words as pair_words,
        segment_sentence as segment_sentence,
    )
    from mtqa.rendering.all_languages import overview_page as overview_page
    from mtqa.rendering.diff import Range as Range, difference as difference
    from mtqa.rendering.findings_by_category import (
        category_rows as category_rows,
        severity_counts as severity_counts,
        suppressed_rows as suppressed_rows,
    )
    from mtqa.rendering.how_measured import methods as methods
    from mtqa.rendering.judges_shown import JudgeTable as JudgeTable, judge_tables as judge_tables
    from mtqa.rendering.labels import category_name as category_name, segment_label as segment_label
    from mtqa.rendering.marked_errors import MarkedTable as MarkedTable, marked_table as marked_table
    from mtqa.rendering.marked_xml import (
        MarkedUnit as MarkedUnit,
        XliffVersion as XliffVersion,
        XmlText as XmlText,
        issue_comment as issue_comment,
        xml_attributes as xml_attributes,
    )
    from mtqa.rendering.one_language import language_page as language_page
    from mtqa.rendering.over_time import Run as Run, trend_page as trend_page
    from mtqa.rendering.page_frame import content_security_policy as content_security_policy
    from mtqa.rendering.scoreboard import (
        MetricInfo as MetricInfo,
        Scoreboard as Scoreboard,
        is_significant as is_significant,
        level_of as level_of,
        ordered_systems as ordered_systems,
        ranks as ranks,
    )
    from mtqa.rendering.scorecard_figures import CardView as CardView, scorecard_view as scorecard_view
    from mtqa.rendering.segment_views import Segments as Segments
    from mtqa.rendering.shared_parts import (
        hidden_characters as hidden_characters,
        stylesheet as stylesheet,
        text_script as text_script,
    )
    from mtqa.rendering.sheets import (
        Cell as Cell,
        Marked as Marked,
        Table as Table,
        marked_places as marked_places,
        tables as tables,
    )
    from mtqa.rendering.verdict_sentences import lowest as lowest, reservations as reservations, verdict as verdict
    from mtqa.rendering.visible import HIDDEN as HIDDEN, marked_text as marked_text, plain as plain
    from mtqa.rendering.wording import Catalogue as Catalogue, catalogue as catalogue, catalogue_tags as catalogue_tags
else:
    __getattr__, __dir__ = exporting(
        __name__,
        agreement="AgreementTable agreement_table",
        agreement_tables="agreement_blocks agreement_latex agreement_markdown",
        agreement_html="agreement_page agreement_page_of_run",
        agreement_words="agreement_sentences pair_words segment_sentence",
        all_languages="overview_page",
        diff="Range difference",
        findings_by_category="category_rows severity_counts suppressed_rows",
        how_measured="methods",
        judges_shown="JudgeTable judge_tables",
        scorecard_figures="CardView scorecard_view",
        segment_views="Segments",
        labels="category_name segment_label",
        marked_errors="MarkedTable marked_table",
        marked_xml="MarkedUnit XliffVersion XmlText issue_comment xml_attributes",
        one_language="language_page",
        over_time="Run trend_page",
        page_frame="content_security_policy",
        scoreboard="MetricInfo Scoreboard is_significant level_of ordered_systems ranks",
        shared_parts="hidden_characters stylesheet text_script",
        sheets="Cell Marked Table marked_places tables",
        verdict_sentences="lowest reservations verdict",
        visible="HIDDEN marked_text plain",
        wording="Catalogue catalogue catalogue_tags",
    )
