"""The verb: what is translated, in which batches, what is kept, what is refused."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

import pytest
from small import EN_DE, small_corpus

from mtqa.contracts import Consent, TranslatedText, Translator
from mtqa.corpus import Corpus, Origin, Role, Segment
from mtqa.errors import MtqaError, MtqaWarning, OutOfMemoryError
from mtqa.evaluation import evaluate
from mtqa.languages import LanguagePair
from mtqa.translating import create_baseline, translate
from mtqa.translating.kept_translations import TranslationStore

ORIGIN = Origin(service="test", model="upper", revision="1", decoding="beams=1")


class Upper(Translator):
    """Translates by upper case; a token is a word."""

    def __init__(self, fake: Fake) -> None:
        self.fake = fake
        self.name = "upper"
        self.origin = replace(ORIGIN, revision=fake.revision)
        self.limit = fake.limit
        self.batch_size = fake.batch_size
        self.batch_length = fake.batch_length

    def cost(self, sources: Sequence[str]) -> str:
        return f"{len(sources)} texts cost money." if self.fake.costs else ""

    def lengths(self, sources: Sequence[str]) -> Sequence[int]:
        return [len(source.split()) for source in sources]

    def translate(self, sources: Sequence[str]) -> Sequence[TranslatedText]:
        self.fake.batches.append(list(sources))
        if self.fake.fails_at and len(self.fake.batches) == self.fake.fails_at:
            raise MtqaError("the system failed")
        if len(sources) > self.fake.fits:
            raise OutOfMemoryError("too much")
        if self.fake.answer:
            return [TranslatedText(self.fake.answer) for _ in sources]
        return [TranslatedText(s.upper(), "cut" if "cut me" in s else "") for s in sources][self.fake.drops :]


@dataclass(frozen=True)
class Fake:
    revision: str = "1"
    limit: int | None = None
    batch_size: int = 2
    batch_length: int = 1000
    fits: int = 1000
    fails_at: int = 0
    drops: int = 0
    costs: bool = False
    answer: str = ""
    batches: list[list[str]] = field(default_factory=list)

    name: ClassVar[str] = "fake"
    summary: ClassVar[str] = "fake"

    def open(self, pair: LanguagePair, consent: Consent) -> Translator:
        return Upper(self)


def corpus_of(*sources: str, name: str = "demo") -> Corpus:
    segments = tuple(Segment(f"d:{i}", "d", source) for i, source in enumerate(sources, start=1))
    return Corpus(name, EN_DE, segments, ())


def test_hypotheses_come_back_in_order_and_with_their_origin() -> None:
    corpus = corpus_of("one two three", "", "one", "one two", "   ", "one")
    fake = Fake()
    system = translate(corpus, fake).system
    assert system.hypotheses == ("ONE TWO THREE", "", "ONE", "ONE TWO", "", "ONE")
    assert (system.name, system.role) == ("upper", Role.BASELINE)
    assert system.origin.model == "upper"
    assert system.origin.date[:2] == "20"
    # Each text once, the longest first; empty ones are not sent.
    assert fake.batches == [["one two three", "one two"], ["one"]]


def test_batches_are_limited_by_tokens_with_padding() -> None:
    fake = Fake(batch_size=10, batch_length=6)
    translate(corpus_of("a b c d e f g h", "a b c", "d e f", "a b", "c", "d", "e"), fake)
    # 8 tokens alone exceed 6 and go alone; 3 x 2 = 6; then 2 x 3 = 6.
    assert fake.batches == [["a b c d e f g h"], ["a b c", "d e f"], ["a b", "c", "d"], ["e"]]


def test_out_of_memory_halves_the_batch_for_good() -> None:
    fake = Fake(batch_size=8, fits=2)
    sources = [f"w{i}" for i in range(10)]
    assert translate(corpus_of(*sources), fake).system.hypotheses == tuple(s.upper() for s in sources)
    sizes = [len(batch) for batch in fake.batches]
    assert sizes == [8, 4, 2, 2, 4, 2, 2, 2]
    with pytest.raises(MtqaError, match="too much"):
        translate(corpus_of("a", "b"), Fake(fits=0))


def test_a_second_run_and_another_corpus_cost_nothing(tmp_path: Path) -> None:
    translate(corpus_of("one", "two"), Fake(), store=tmp_path)
    again = Fake(costs=True)
    found = translate(corpus_of("two", "one", name="other"), again, store=tmp_path, consent=_refuse)
    assert again.batches == []
    assert (found.n_texts, found.n_kept) == (2, 2)
    assert found.system.hypotheses == ("TWO", "ONE")
    other_revision = Fake(revision="2")
    translate(corpus_of("one"), other_revision, store=tmp_path)
    assert other_revision.batches == [["one"]]
    czech = replace(corpus_of("one"), language_pair=LanguagePair(EN_DE.source, EN_DE.source))
    other_direction = Fake()
    translate(czech, other_direction, store=tmp_path)
    assert other_direction.batches == [["one"]]


def _refuse(message: str) -> None:
    raise MtqaError(f"refused: {message}")


def test_a_run_that_fails_keeps_what_was_done(tmp_path: Path) -> None:
    sources = ("a b c d", "a b c", "a b", "a")
    with pytest.raises(MtqaError, match="the system failed"):
        translate(corpus_of(*sources), Fake(fails_at=2), store=tmp_path)
    fake = Fake()
    assert translate(corpus_of(*sources), fake, store=tmp_path).n_kept == 2
    assert fake.batches == [["a b", "a"]]


def test_a_torn_line_is_passed_over(tmp_path: Path) -> None:
    store = TranslationStore(tmp_path, ORIGIN, EN_DE)
    store.add({"one": TranslatedText("EINS", "cut"), "a\u2028b\n": TranslatedText("x\ny")}, "2026-11-25")
    store.add({"two": TranslatedText("ZWEI")}, "2026-11-26")
    whole = store.path.read_bytes()
    for cut in range(whole.index(b'{"source": "two"'), len(whole)):
        store.path.write_bytes(whole[:cut])
        assert "two" not in store.read()
        store.add({"three": TranslatedText("DREI")}, "2026-11-27")
        known = store.read()
        assert known["three"].translated.text == "DREI"
        assert known["one"].translated == TranslatedText("EINS", "cut")
        assert known["a\u2028b\n"].translated.text == "x\ny"
    store.path.write_bytes(b"\xff\xfe\n[]\n3\n" + whole)
    with pytest.warns(MtqaWarning, match="damaged"):
        assert len(store.read()) == 3
    assert store.path.read_bytes() == whole  # what was damaged is gone
    assert json.loads(whole.split(b"\n")[0][1:-9])["model"] == "upper"  # the file says what it holds


@pytest.mark.parametrize("answer", ["Das \ud800 ist", "Das \x00 ist"])
def test_what_is_no_text_is_replaced_before_it_is_kept(tmp_path: Path, answer: str) -> None:
    """Half a surrogate pair, or NUL: no file of text could hold it, and every later run would fail."""
    for _ in range(2):
        system = translate(corpus_of("one"), Fake(answer=answer), store=tmp_path).system
        assert system.hypotheses == ("Das \ufffd ist",)
        assert list(system.remarks.values()) == [
            "1 of its characters were none (halves of surrogate pairs, or NUL) and stand here as \ufffd"
        ]


def test_a_translation_that_is_absurdly_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MtqaError, match="1,000,001 characters"):
        translate(corpus_of("one"), Fake(answer="a" * 1_000_001), store=tmp_path)
    assert translate(corpus_of("one"), Fake(), store=tmp_path).n_kept == 0


def test_what_was_kept_and_is_no_text_is_dropped(tmp_path: Path) -> None:
    store = TranslationStore(tmp_path, ORIGIN, EN_DE)
    store.add({"one": TranslatedText("\ud800"), "two": TranslatedText("ZWEI")}, "2026-11-25")
    with pytest.warns(MtqaWarning, match="damaged"):
        assert set(store.read()) == {"two"}
    assert set(store.read()) == {"two"}  # and no warning


def test_a_cache_that_cannot_be_written_is_told_before_anything_is_translated(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    fake = Fake()
    with pytest.raises(MtqaError, match="MTQA_CACHE"):
        translate(corpus_of("one"), fake, store=tmp_path / "file" / "translations")
    assert not fake.batches


def test_the_date_is_that_of_the_translation(tmp_path: Path) -> None:
    store = TranslationStore(tmp_path, ORIGIN, EN_DE)
    store.add({"one": TranslatedText("EINS")}, "2020-01-01")
    assert translate(corpus_of("one"), Fake(), store=tmp_path).system.origin.date == "2020-01-01"
    date = translate(corpus_of("one", "two"), Fake(), store=tmp_path).system.origin.date
    assert date.startswith("2020-01-01 to 20")


def test_long_sources_are_split_at_sentence_ends(tmp_path: Path) -> None:
    text = "The cat sat. The dog ran off. It was late. All slept."
    fake = Fake(limit=7)
    assert translate(corpus_of(text, "It was late."), fake, store=tmp_path).system.hypotheses == (
        text.upper(),
        "IT WAS LATE.",
    )
    # 3 + 4 words fit into 7, 3 + 2 into 7 as well.
    assert sorted(piece for batch in fake.batches for piece in batch) == [
        "It was late.",
        "It was late. All slept.",
        "The cat sat. The dog ran off.",
    ]
    again = Fake(limit=7)
    translate(corpus_of(text), again, store=tmp_path)
    assert again.batches == []


def test_a_sentence_that_is_too_long_is_refused_before_anything_is_translated() -> None:
    fake = Fake(limit=3)
    with pytest.raises(MtqaError, match=r"segment 'd:2' has a sentence of 5 characters, and upper takes 3"):
        translate(corpus_of("Fine.", "Short one. This one is too long."), fake)
    assert fake.batches == []


def test_fewer_translations_than_sources_are_an_error() -> None:
    with pytest.raises(MtqaError, match="gave 1 translations of 2 texts"):
        translate(corpus_of("a", "b"), Fake(drops=1))


def test_remarks_become_findings() -> None:
    corpus = corpus_of("please cut me", "fine")
    system = translate(corpus, Fake()).system
    assert dict(system.remarks) == {"d:1": "cut"}
    findings = evaluate(corpus.with_systems([system]), check_names=[]).findings
    assert [(f.check, f.segment_id, f.system, f.message) for f in findings] == [("translation", "d:1", "upper", "cut")]


def test_output_that_loops_becomes_a_finding() -> None:
    corpus = corpus_of("The Council meets in Brussels today and decides about the budget.")
    looping = create_baseline("command:sed 's/.*/der Rat tagt der Rat tagt der Rat tagt/'")
    system = translate(corpus, looping).system
    evaluation = evaluate(corpus.with_systems([system]), check_names=["repetition"])
    assert [(f.check, f.segment_id) for f in evaluation.findings] == [("repetition", "d:1")]


def test_costs_are_confirmed_before_they_arise(tmp_path: Path) -> None:
    fake = Fake(costs=True)
    with pytest.raises(MtqaError, match="refused: 2 texts cost money"):
        translate(corpus_of("a", "b", "a"), fake, store=tmp_path, consent=_refuse)
    assert fake.batches == []


def test_progress_tells_speed_and_time_left() -> None:
    told: list[tuple[str, int, int]] = []
    translate(corpus_of("a b", "c", "d"), Fake(), progress=lambda *said: told.append(said))
    assert [(done, total) for _, done, total in told] == [(0, 3), (2, 3), (3, 3)]
    assert "segments/s, 0:00:00 left" in told[-1][0]


def test_specs() -> None:
    assert create_baseline("command:tr a-z A-Z") == create_baseline("command(command='tr a-z A-Z')")
    with pytest.raises(MtqaError, match="no baseline named 'nothing'"):
        create_baseline("nothing:x")
    with pytest.raises(MtqaError, match="has no option 'speed'"):
        create_baseline("command(command='x', speed=1)")


def test_a_command_translates(tmp_path: Path) -> None:
    corpus = small_corpus()
    system = translate(corpus, create_baseline("command:tr a-z A-Z")).system
    assert system.hypotheses[1] == "IT IS RAINING."
    assert system.name == "tr"
    assert system.origin.model == "tr a-z A-Z"
    assert translate(corpus_of("a\nb\u2028c"), create_baseline("command:cat")).system.hypotheses == ("a b c",)


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("head -1", "wrote 1 lines for 4 sources"),
        ("false", "ended with 1"),
        ("sh -c 'echo no model >&2; exit 4'", "ended with 4: no model"),
        ("/nowhere/translator", "cannot be started: No such file"),
        ("'", "cannot be read"),
        ("sh -c 'printf \"\\377\\n\\n\\n\\n\"'", "not UTF-8"),
    ],
)
def test_commands_that_fail(command: str, message: str) -> None:
    with pytest.raises(MtqaError, match=message):
        translate(small_corpus(), create_baseline(f"command:{command}"))


def test_no_key_of_a_command_is_stored(tmp_path: Path) -> None:
    program = tmp_path / "mt.sh"
    program.write_text("cat\n")
    baseline = create_baseline(f"command(command='sh {program} --api-key Zq9-secret-words', title='x')")
    with pytest.warns(MtqaWarning, match="looks like a key"):
        system = translate(small_corpus(), baseline, store=tmp_path / "store").system
    stored = "".join(f"{path}{path.read_text()}" for path in (tmp_path / "store").iterdir())
    assert "--api-key" in stored
    assert "Zq9" not in stored + repr(system)
    program.write_text("echo bad key: $2 >&2; exit 1\n")
    with pytest.warns(MtqaWarning), pytest.raises(MtqaError, match=r"ended with 1: bad key: \*\*\*$"):
        translate(small_corpus(), baseline)


def test_a_command_that_hangs_is_stopped() -> None:
    with pytest.raises(MtqaError, match=r"stopped after 0.2 seconds"):
        translate(small_corpus(), create_baseline("command(command='sleep 60', timeout=0.2)"))


def test_a_program_that_was_changed_is_another_system(tmp_path: Path) -> None:
    program = tmp_path / "t.sh"
    program.write_text("cat")
    baseline = create_baseline(f"command:sh {program}")
    assert translate(corpus_of("a"), baseline, store=tmp_path).system.hypotheses == ("a",)
    program.write_text("tr a-z A-Z")
    assert translate(corpus_of("a"), baseline, store=tmp_path).system.hypotheses == ("A",)


def test_a_file_is_read_by_position(tmp_path: Path) -> None:
    path = tmp_path / "output.de.txt"
    path.write_text("eins\n\nzwei\n")
    baseline = create_baseline(f"file:{tmp_path}/output.{{language}}.txt")
    system = translate(corpus_of("one", "one", ""), baseline).system
    assert system.hypotheses == ("eins", "", "zwei")
    assert "sha256" in system.origin.note
    with pytest.raises(MtqaError, match="has 3 lines, but the corpus has 1 segments"):
        translate(corpus_of("one"), baseline)
