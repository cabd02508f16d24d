"""Questions through a judge: what is kept is not asked again, and what could not be read is, a few times."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mtqa.judges.attacks import obeys
from mtqa.judges.chat_service import ChatModel
from mtqa.judges.costs import Price, cost_in_words
from mtqa.judges.kept_answers import Answer, AnswerStore, question_key
from mtqa.judges.prompts import Texts, answer_schema, messages
from mtqa.judges.protocols import Protocol
from mtqa.judges.read_answer import read_answer
from mtqa.judges.readings import Reading, Trouble
from mtqa.languages import LanguagePair
from mtqa.progress import Pace, Progress
from mtqa.services import Parallel, ask_in_parallel

__all__ = ["Asking", "Tally", "Vote"]

_ATTEMPTS = 3
"""How often a question is asked whose answer cannot be read."""
_FINAL = frozenset({Trouble.OBEYED, Trouble.FAILED})
"""Troubles that asking again does not mend."""
_DATED = re.compile(r"[-@:_.]?(?:\d{4}-?\d{2}-?\d{2}|latest)$|\.gguf$")


@dataclass
class Tally:
    """What happened to the questions.

    Attributes:
        n_asked: Requests that were made.
        n_kept: Questions that were answered before.
        troubles: Answers that were not believed, by what was wrong with them.
        dates: Days on which answers were given.
        models: Other models than the one asked for that answered.
        tokens_read: Of the questions of this run.
        tokens_written: Of the answers of this run.
        problems: Why the service did not answer, the first few.
    """

    n_asked: int = 0
    n_kept: int = 0
    troubles: Counter[Trouble] = field(default_factory=Counter)
    dates: set[str] = field(default_factory=set)
    models: set[str] = field(default_factory=set)
    tokens_read: int = 0
    tokens_written: int = 0
    problems: list[str] = field(default_factory=list)

    def told(self, answer: Answer, model: str) -> None:
        """Note an answer."""
        if answer.date:
            self.dates.add(answer.date)
        if answer.model and not _same_model(answer.model, model):
            self.models.add(answer.model)

    def paid(self, answer: Answer) -> None:
        """Note an answer of this run."""
        self.n_asked += 1
        self.tokens_read += answer.tokens_read
        self.tokens_written += answer.tokens_written


def _same_model(one: str, other: str) -> bool:
    """Whether two names may be of one model: paths, dates and endings of files aside."""
    names = [_DATED.sub("", re.split(r"[/\\]", name.casefold())[-1]) for name in (one, other)]
    return names[0].startswith(names[1]) or names[1].startswith(names[0])


@dataclass(frozen=True)
class Vote:
    """One of several answers to the same question."""

    texts: Texts
    number: int = 0


@dataclass(frozen=True)
class Asking:
    """A judge that is ready to be asked.

    Attributes:
        open_model: Opens the service; called when the first question is to be asked.
        protocol: What is asked.
        pair: The languages.
        name: What the judge is called, for messages and progress.
        identity: All that an answer depends on but for the messages.
        store: Where answers are kept; None for nowhere.
        parallel: How many questions at once.
        price: What tokens cost.
        url: Where the texts go.
        consent: Asked before anything is sent that leaves the machine or costs something.
        progress: Called as the work goes on.
        tally: What happened.
    """

    open_model: Callable[[], ChatModel]
    protocol: Protocol
    pair: LanguagePair | None
    name: str
    identity: str
    model: str
    store: AnswerStore | None
    parallel: Parallel
    price: Price
    url: str
    consent: Callable[[str], None]
    progress: Progress | None
    tally: Tally

    def ask(self, votes: Sequence[Vote]) -> dict[Vote, Reading | Trouble]:
        """What the judge says to each question.

        Raises:
            MtqaError: when the user does not agree, the service refuses or fails, or answers cannot be kept.
        """
        read: dict[Vote, Reading | Trouble] = {}
        model: ChatModel | None = None
        for attempt in range(_ATTEMPTS):
            pending = [
                vote
                for vote in dict.fromkeys(votes)
                if vote not in read or (isinstance(said := read[vote], Trouble) and said not in _FINAL)
            ]
            if not pending:
                break
            keys = {vote: self._key(vote, attempt) for vote in pending}
            kept = {} if self.store is None else self.store.read(keys.values())
            for vote in pending:
                if keys[vote] in kept:
                    read[vote] = self._read(vote, kept[keys[vote]])
                    self.tally.n_kept += attempt == 0
            missing = [vote for vote in pending if keys[vote] not in kept]
            if missing:
                model = model or self._ready(missing, attempt)
                for vote, answer in self._answers(model, missing, keys, attempt):
                    read[vote] = Trouble.FAILED if answer is None else self._read(vote, answer)
        if model is not None and self.store is not None:
            self.store.make_room()
        for said in read.values():
            if isinstance(said, Trouble):
                self.tally.troubles[said] += 1
        return read

    def _messages(self, vote: Vote, attempt: int) -> list[dict[str, str]]:
        return messages(self.protocol, self.pair, vote.texts, again=attempt > 0)

    def _key(self, vote: Vote, attempt: int) -> str:
        return question_key(self._messages(vote, attempt), vote.number, attempt)

    def _ready(self, missing: Sequence[Vote], attempt: int) -> ChatModel:
        """The service, when the user has agreed to what it costs."""
        model = self.open_model()
        if self.store is not None:
            self.store.prepare()
        questions = [self._messages(vote, attempt) for vote in missing]
        cost = cost_in_words(self.name, questions, self.protocol.answer_tokens, self.price, self.url)
        if cost:
            self.consent(cost)
        return model

    def _answers(
        self, model: ChatModel, missing: Sequence[Vote], keys: Mapping[Vote, str], attempt: int
    ) -> Iterator[tuple[Vote, Answer | None]]:
        """The answers as they arrive, each kept before it is handed on."""
        schema = answer_schema(self.protocol)
        pace = Pace(self.name, len(missing), "answers", self.progress)
        pace.tell(0, 0.0)
        n_done = 0

        def ask(vote: Vote) -> Answer:
            return model.ask(self._messages(vote, attempt), schema, vote.number)

        for group in ask_in_parallel(missing, ask, self.parallel):
            arrived = {keys[one.item]: one.answer for one in group if one.answer is not None}
            if self.store is not None and arrived:
                self.store.add({key: answer for key, answer in arrived.items() if answer is not None})
            for one in group:
                if one.answer is None:
                    self.tally.problems.append(one.problem)
                else:
                    self.tally.paid(one.answer)
                yield one.item, one.answer
            n_done += len(group)
            pace.note = self.price.so_far(self.tally.tokens_read, self.tally.tokens_written)
            pace.tell(n_done, n_done / len(missing))

    def _read(self, vote: Vote, answer: Answer) -> Reading | Trouble:
        self.tally.told(answer, self.model)
        if answer.finish == "too_long":
            return Trouble.FAILED
        protocol, texts = self.protocol, vote.texts
        reading = read_answer(answer.text, protocol.answer, protocol.lowest, protocol.highest, answer.finish)
        if isinstance(reading, Reading) and obeys(reading, protocol, texts.all, texts.translations):
            return Trouble.OBEYED
        return reading
