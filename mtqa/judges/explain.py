"""Findings explained by a language model, in a sentence each, in the language of the reader: a machine's words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from mtqa.corpus import Corpus
from mtqa.judges.answer_words import folded, phrases
from mtqa.judges.attacks import speaks_to_judge
from mtqa.judges.chat_service import ChatModel
from mtqa.judges.costs import Price, cost_in_words
from mtqa.judges.kept_answers import Answer, AnswerStore, question_key
from mtqa.judges.loose_json import is_cut, json_values
from mtqa.judges.prompts import quoted
from mtqa.judges.read_answer import without_thoughts
from mtqa.languages import Language
from mtqa.progress import Pace, Progress
from mtqa.results import Evaluation, Finding
from mtqa.services import Parallel, ask_in_parallel

__all__ = ["MOST_EXPLAINED", "Explaining"]

MOST_EXPLAINED = 100
"""Findings of one language: the gravest, of the system under judgement."""
_LONGEST = 400
_ANSWER_TOKENS = 60
_SCHEMA = {
    "type": "object",
    "properties": {"explanation": {"type": "string"}},
    "required": ["explanation"],
    "additionalProperties": False,
}
_INSTRUCTIONS = (
    "You help a reader who does not know the languages. A check has found something in a translation from {source} into"
    " {target}. Explain in one short sentence in {reader} what is wrong and what it means for the reader. Where the"
    " finding seems to be mistaken, say so."
)
_QUESTION = 'Answer with JSON alone, in this form: {"explanation": "..."}'


@dataclass(frozen=True)
class Explaining:
    """A model that is ready to explain.

    Attributes:
        open_model: Opens the service; called when the first question is to be asked.
        name: What the judge is called.
        store: Where answers are kept; None for nowhere.
        parallel: How many questions at once.
        price: What tokens cost.
        url: Where the texts go.
        consent: Asked before anything is sent that leaves the machine or costs something.
        progress: Called as the work goes on.
    """

    open_model: Callable[[], ChatModel]
    name: str
    store: AnswerStore | None
    parallel: Parallel
    price: Price
    url: str
    consent: Callable[[str], None]
    progress: Progress | None

    def explain(self, evaluation: Evaluation, reader: Language) -> Evaluation:
        """The evaluation with its gravest findings explained; one whose explanation cannot be read has none.

        Raises:
            MtqaError: when the user does not agree, or the service refuses or fails.
        """
        chosen = _chosen(evaluation)
        questions = {n: _messages(evaluation.corpus, evaluation.findings[n], reader) for n in chosen}
        keys = {n: question_key(question, 0, 0) for n, question in questions.items()}
        kept = {} if self.store is None else self.store.read(keys.values())
        missing = [n for n in chosen if keys[n] not in kept]
        if missing:
            kept |= self._asked(missing, questions, keys)
        said = {n: _explanation(kept[keys[n]], reader) for n in chosen if keys[n] in kept}
        findings = [replace(one, explanation=said.get(n, "")) for n, one in enumerate(evaluation.findings)]
        return replace(evaluation, findings=tuple(findings))

    def _asked(
        self, missing: Sequence[int], questions: Mapping[int, list[dict[str, str]]], keys: Mapping[int, str]
    ) -> dict[str, Answer]:
        model = self.open_model()
        if self.store is not None:
            self.store.prepare()
        cost = cost_in_words(
            f"{self.name} (explanations)", [questions[n] for n in missing], _ANSWER_TOKENS, self.price, self.url
        )
        if cost:
            self.consent(cost)
        pace = Pace(f"{self.name}: explanations", len(missing), "findings", self.progress)
        answers: dict[str, Answer] = {}
        n_done = 0
        for group in ask_in_parallel(missing, lambda n: model.ask(questions[n], _SCHEMA), self.parallel):
            arrived = {keys[one.item]: one.answer for one in group if one.answer is not None}
            if self.store is not None and arrived:
                self.store.add(arrived)
            answers |= arrived
            n_done += len(group)
            pace.tell(n_done, n_done / len(missing))
        return answers


def _chosen(evaluation: Evaluation) -> list[int]:
    """Numbers of the findings to explain: none where a text speaks to the model."""
    texts = {segment.id: (n, segment.source) for n, segment in enumerate(evaluation.corpus.segments)}
    hypotheses = evaluation.corpus.system(evaluation.primary).hypotheses

    def is_safe(finding: Finding) -> bool:
        number, source = texts[finding.segment_id]
        return not speaks_to_judge(source) and not speaks_to_judge(hypotheses[number] or "")

    own = [n for n, one in enumerate(evaluation.findings) if one.system == evaluation.primary and is_safe(one)]
    return sorted(own, key=lambda n: -evaluation.findings[n].severity.rank)[:MOST_EXPLAINED]


def _messages(corpus: Corpus, finding: Finding, reader: Language) -> list[dict[str, str]]:
    number = next(n for n, segment in enumerate(corpus.segments) if segment.id == finding.segment_id)
    source, translation = corpus.segments[number].source, corpus.system(finding.system).hypotheses[number] or ""
    texts = {"source": source, "hypothesis": translation}
    marked = [texts[span.side][span.start : span.end] for span in finding.spans]
    data = {"source": source, "translation": translation, "finding": str(finding.message), "words": marked}
    pair = corpus.language_pair
    names = {"source": pair.source.name, "target": pair.target.name, "reader": reader.name}
    instructions = _INSTRUCTIONS
    for name, value in names.items():
        instructions = instructions.replace(f"{{{name}}}", value)
    return [
        {"role": "system", "content": instructions},
        {"role": "user", "content": f"{quoted(data)}\n{_QUESTION}"},
    ]


def _explanation(answer: Answer, reader: Language) -> str:
    """The sentence in an answer; "" where there is none that can be shown."""
    said = without_thoughts(answer.text) if answer.finish not in ("content_filter", "too_long", "length") else None
    if not said:
        return ""
    tables = [one.value for one in json_values(said) if isinstance(one.value, dict)]
    if tables:
        texts = [value for table in tables if not is_cut(table) for key, value in table.items() if _is_named(key)]
        said = texts[0] if len(texts) == 1 and isinstance(texts[0], str) else ""
    sentence = " ".join(said.split())
    refused = any(phrase in sentence.casefold()[:80] for phrase in phrases("refusals"))
    fits = bool(sentence) and len(sentence) <= _LONGEST and not refused and _is_written_in(sentence, reader)
    return sentence if fits and not re.search(r"[{}<>]", sentence) else ""


def _is_named(key: str) -> bool:
    return folded(key) in ("explanation", "explain", "reason", "comment", "erklarung", "explication", "обяснение")


_SCRIPTS = {"Cyrl": "CYRILLIC", "Grek": "GREEK", "Latn": "LATIN"}


def _is_written_in(sentence: str, reader: Language) -> bool:
    """Whether most letters are of the reader's script; true where that is not known."""
    wanted = _SCRIPTS.get(reader.script)
    letters = [sign for sign in re.sub(r"[\"“„«'‘].*?[\"”“»'’]", "", sentence) if sign.isalpha()]
    if wanted is None or not letters:
        return True
    return sum(unicodedata.name(sign, "").startswith(wanted) for sign in letters) > len(letters) / 2
