"""Answers of judges in the styles of five families of models, each with what it says; made by a seeded generator.

Every style stands in one of two halves. `tuned` was looked at while the reader of answers was written; `held_back` was
written apart from it and tells how well answers are read that nobody looked at. An answer that cannot be understood
(cut off, refused, in a loop, two answers) is read right when it is not read at all.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass

from mtqa.judges import AnswerKind, JudgedError, Reading
from mtqa.results import Severity

CRITICAL, MAJOR, MINOR = Severity.CRITICAL, Severity.MAJOR, Severity.MINOR
PATHS = {
    "accuracy/mistranslation": "Mistranslation",
    "accuracy/addition": "Addition",
    "accuracy/omission": "Omission",
    "accuracy/untranslated": "Untranslated text",
    "linguistic-conventions/grammar": "Grammar",
    "linguistic-conventions/spelling": "Spelling",
    "linguistic-conventions/punctuation": "Punctuation",
    "terminology": "Terminology",
    "style/awkward": "Awkward",
    "style/language-register": "Register",
}
WORDS = (
    "involvement",
    "dem Kontoinhaber",
    "wäre ich nicht",
    "l'accord",
    "на срещата",
    "договорът",
    "z. B.",
    "5,3 %",
    "„heute“",
    "the stop-start",
    "高速铁路",
    "営業時間",
    "Straße 12",
    "<b>fett</b>",
    "{name}",
    "C:\\temp",
    "a/b",
    "1. Januar",
    "São Paulo",
)
SCORES = (0, 5, 33, 40, 55, 62, 66, 70, 75, 78, 80, 82, 85, 88, 90, 92, 95, 97, 100)


@dataclass(frozen=True)
class Sample:
    """One answer.

    Attributes:
        text: As the model writes it.
        kind: What was asked.
        meant: What it says; None for an answer that must not be read.
        style: Its style, with the family.
        finish: Why the model stopped.
    """

    text: str
    kind: AnswerKind
    meant: Reading | None
    style: str
    finish: str = "stop"


class Maker:
    """Draws what answers say, and writes it down in a style."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def errors(self, least: int = 0, most: int = 4) -> tuple[JudgedError, ...]:
        words = self.random.sample(WORDS, self.random.randint(least, most))
        return tuple(
            JudgedError(self.random.choice((CRITICAL, MAJOR, MAJOR, MINOR)), self.random.choice(list(PATHS)), one)
            for one in words
        )

    def number(self) -> int:
        return self.random.choice(SCORES)


def rows(errors: tuple[JudgedError, ...], *names: str, title: bool = False) -> list[dict[str, str]]:
    """The errors as tables under these names for severity, category, words."""
    severity, category, words = names
    return [
        {
            severity: error.severity.value.title() if title else error.severity.value,
            category: PATHS[error.category] if title else error.category,
            words: error.words,
        }
        for error in errors
    ]


def dumps(content: object, indent: int | None = None) -> str:
    return json.dumps(content, ensure_ascii=False, indent=indent)


def plain_json(errors: tuple[JudgedError, ...], indent: int | None = None) -> str:
    return dumps({"errors": rows(errors, "severity", "category", "words")}, indent)


Style = Callable[[Maker], Sample]
TUNED: dict[str, Style] = {}
HELD_BACK: dict[str, Style] = {}
UNSEEN: dict[str, Style] = {}


def tuned(style: Style) -> Style:
    TUNED[style.__name__] = style
    return style


def held_back(style: Style) -> Style:
    HELD_BACK[style.__name__] = style
    return style


def unseen(style: Style) -> Style:
    UNSEEN[style.__name__] = style
    return style


def marked(text: str, errors: tuple[JudgedError, ...], name: str, finish: str = "stop") -> Sample:
    return Sample(text, AnswerKind.ERRORS, Reading(errors), name, finish)


def numbered(text: str, number: float, name: str) -> Sample:
    return Sample(text, AnswerKind.NUMBER, Reading(number=float(number)), name)


def unreadable(text: str, kind: AnswerKind, name: str, finish: str = "stop") -> Sample:
    return Sample(text, kind, None, name, finish)


# ---- tuned: GPT ----


@tuned
def gpt_strict(make: Maker) -> Sample:
    errors = make.errors()
    return marked(plain_json(errors), errors, "gpt strict JSON")


@tuned
def gpt_fence(make: Maker) -> Sample:
    errors = make.errors()
    return marked(f"```json\n{plain_json(errors, 2)}\n```", errors, "gpt fence")


@tuned
def gpt_prose_around(make: Maker) -> Sample:
    errors = make.errors()
    text = f"Sure! Here is my evaluation of the translation:\n\n```json\n{plain_json(errors, 4)}\n```\n\nLet me know!"
    return marked(text, errors, "gpt prose around")


@tuned
def gpt_gemba(make: Maker) -> Sample:
    errors = make.errors()
    lines = []
    for severity in (CRITICAL, MAJOR, MINOR):
        own = [f'{error.category} - "{error.words}"' for error in errors if error.severity is severity]
        lines += [f"{severity.value.title()}:", *(own or ["no-error"])]
    by_severity = tuple(sorted(errors, key=lambda error: -error.severity.rank))
    return marked("\n".join(lines), by_severity, "gpt GEMBA-MQM text")


@tuned
def gpt_score(make: Maker) -> Sample:
    number = make.number()
    return numbered(dumps({"score": number}), number, "gpt score")


@tuned
def gpt_score_of_hundred(make: Maker) -> Sample:
    number = make.number()
    return numbered(f"**Score:** {number}/100", number, "gpt score of 100")


# ---- tuned: Llama ----


@tuned
def llama_trailing_commas(make: Maker) -> Sample:
    errors = make.errors(1)
    inner = ",\n".join(
        f'{{"severity": "{e.severity.value}", "category": "{e.category}", "words": {dumps(e.words)},}}' for e in errors
    )
    return marked(f'Here is the JSON:\n{{"errors": [{inner},],}}', errors, "llama trailing commas")


@tuned
def llama_single_quotes(make: Maker) -> Sample:
    errors = tuple(error for error in make.errors() if "'" not in error.words and "\\" not in error.words)
    return marked(str({"errors": rows(errors, "severity", "category", "span")}), errors, "llama single quotes")


@tuned
def llama_bullets(make: Maker) -> Sample:
    errors = make.errors(1)
    lines = [f'* **{e.severity.value.title()}** - {e.category} - "{e.words}"' for e in errors]
    return marked("The translation has the following errors:\n\n" + "\n".join(lines), errors, "llama bullets")


@tuned
def llama_no_errors(make: Maker) -> Sample:
    text = make.random.choice(["No errors.", "There are no errors in the translation.", "no-error", "No errors found."])
    return marked(text, (), "llama no errors")


@tuned
def llama_sentence(make: Maker) -> Sample:
    number = make.number()
    return numbered(f"I would rate this translation {number} out of 100.", number, "llama sentence")


# ---- tuned: Qwen and DeepSeek ----


@tuned
def qwen_think(make: Maker) -> Sample:
    errors, other = make.errors(), make.errors(1)
    text = f"<think>\nOkay, maybe {plain_json(other)}? Hmm, wait.\n</think>\n\n{plain_json(errors)}"
    return marked(text, errors, "qwen thinking")


@tuned
def qwen_other_keys(make: Maker) -> Sample:
    errors = make.errors()
    return marked(dumps({"error_spans": rows(errors, "level", "type", "span", title=True)}), errors, "qwen other keys")


@tuned
def qwen_chinese(make: Maker) -> Sample:
    errors = make.errors(1)
    names = {CRITICAL: "致命", MAJOR: "严重", MINOR: "轻微"}
    listed = [{"严重程度": names[e.severity], "类别": e.category, "文本": e.words} for e in errors]
    return marked(dumps({"错误": listed}), errors, "qwen Chinese keys")


@tuned
def deepseek_think_score(make: Maker) -> Sample:
    number = make.number()
    return numbered(f'First, 3 of 4 points. Maybe 60?\n</think>\n{{"score": {number}}}', number, "deepseek score")


# ---- tuned: Mistral ----


@tuned
def mistral_comments(make: Maker) -> Sample:
    errors = make.errors(1)
    listed = ",\n".join(
        f"  // error {n}\n  {dumps(row)}" for n, row in enumerate(rows(errors, "severity", "category", "words"))
    )
    return marked(f'{{"errors": [\n{listed}\n]}}', errors, "mistral comments")


@tuned
def mistral_table(make: Maker) -> Sample:
    errors = make.errors(1)
    lines = ["| Severity | Category | Words |", "|---|---|---|"]
    lines += [f"| {e.severity.value.title()} | {PATHS[e.category]} | {e.words} |" for e in errors]
    return marked("\n".join(lines), errors, "mistral table")


@tuned
def mistral_grouped(make: Maker) -> Sample:
    errors = tuple(sorted(make.errors(), key=lambda error: -error.severity.rank))
    grouped = {
        severity.value: [{"category": e.category, "words": e.words} for e in errors if e.severity is severity]
        for severity in (CRITICAL, MAJOR, MINOR)
    }
    return marked(dumps(grouped), errors, "mistral grouped")


# ---- tuned: Gemma ----


@tuned
def gemma_german(make: Maker) -> Sample:
    errors = make.errors(1)
    names = {CRITICAL: "kritisch", MAJOR: "schwer", MINOR: "leicht"}
    listed = [{"Schweregrad": names[e.severity], "Kategorie": e.category, "Wörter": e.words} for e in errors]
    return marked(f"```json\n{dumps({'Fehler': listed}, 2)}\n```", errors, "gemma German keys")


@tuned
def gemma_both(make: Maker) -> Sample:
    errors, number = make.errors(), make.number()
    content = {"errors": rows(errors, "severity", "category", "words"), "score": number}
    return Sample(dumps(content, 2), AnswerKind.BOTH, Reading(errors, float(number)), "gemma errors and score")


@tuned
def gemma_choice(make: Maker) -> Sample:
    choice = make.random.choice(["A", "B", "tie"])
    return Sample(dumps({"better": choice}), AnswerKind.CHOICE, Reading(choice=choice), "gemma choice")


# ---- tuned: what must not be read ----


@tuned
def cut_in_a_list(make: Maker) -> Sample:
    text = plain_json(make.errors(2), 1)
    return unreadable(text[: make.random.randint(14, len(text) - 6)], AnswerKind.ERRORS, "cut list", "length")


@tuned
def refusal(make: Maker) -> Sample:
    text = make.random.choice(
        ["I'm sorry, but I can't help with that.", "As an AI language model, I cannot rate this."]
    )
    return unreadable(text, make.random.choice(list(AnswerKind)), "refusal")


@tuned
def loop(make: Maker) -> Sample:
    row = dumps(rows(make.errors(1, 1), "severity", "category", "words")[0])
    return unreadable('{"errors": [' + f"{row}, " * 30, AnswerKind.ERRORS, "loop", "length")


# ---- held back ----


@held_back
def gpt_wrapped(make: Maker) -> Sample:
    errors = make.errors()
    inner = {"translation_quality": "fair", "errors": rows(errors, "severity", "category", "words")}
    return marked(dumps({"evaluation": inner}), errors, "gpt wrapped")


@held_back
def gpt_explained(make: Maker) -> Sample:
    errors = make.errors()
    listed = [
        {**row, "explanation": 'It says "no", but means {yes}.'}
        for row in rows(errors, "severity", "category", "words")
    ]
    return marked(dumps({"errors": listed, "overall_comment": "Mostly fine; see [1]."}), errors, "gpt explained")


@held_back
def gpt_headings(make: Maker) -> Sample:
    errors = tuple(sorted(make.errors(1), key=lambda error: -error.severity.rank))
    parts = []
    for severity in (CRITICAL, MAJOR, MINOR):
        own = [f"- {error.category}: “{error.words}”" for error in errors if error.severity is severity]
        parts.append(f"### {severity.value.title()} errors\n" + ("\n".join(own) or "None"))
    return marked("\n\n".join(parts), errors, "gpt Markdown headings")


@held_back
def gpt_harmony(make: Maker) -> Sample:
    errors = make.errors()
    text = (
        "<|channel|>analysis<|message|>The user wants errors. Score 3?<|end|>"
        "<|start|>assistant<|channel|>final<|message|>" + plain_json(errors)
    )
    return marked(text, errors, "gpt-oss channels")


@held_back
def gpt_score_text(make: Maker) -> Sample:
    number = make.number()
    text = make.random.choice([f"{number}", f"{number}.", f"Score: {number}", f"The score is {number}.", f"{number}%"])
    return numbered(text, number, "gpt bare score")


@held_back
def gpt_string_score(make: Maker) -> Sample:
    number = make.number()
    said = make.random.choice([f"{number}", f"{number}/100", f"{number} / 100", f"{number} out of 100"])
    return numbered(dumps({"score": said, "confidence": 0.9}), number, "gpt score as text")


@held_back
def llama_bare_list(make: Maker) -> Sample:
    errors = make.errors(1)
    return marked(f"```\n{dumps(rows(errors, 'severity', 'error_type', 'text'), 1)}\n```", errors, "llama bare list")


@held_back
def llama_unquoted_keys(make: Maker) -> Sample:
    errors = make.errors(1)
    inner = ", ".join(
        f"{{severity: {e.severity.value}, category: {dumps(e.category)}, words: {dumps(e.words)}}}" for e in errors
    )
    return marked(f"{{errors: [{inner}]}}", errors, "llama unquoted keys")


@held_back
def llama_missing_commas(make: Maker) -> Sample:
    errors = make.errors(1)
    inner = "\n".join(dumps(row) for row in rows(errors, "severity", "category", "words"))
    return marked(f'{{"errors": [\n{inner}\n]}}', errors, "llama missing commas")


@held_back
def llama_numbered_lines(make: Maker) -> Sample:
    errors = make.errors(1)
    lines = [f'{n}. "{e.words}" ({e.category}, {e.severity.value})' for n, e in enumerate(errors, start=1)]
    return marked("Errors:\n" + "\n".join(lines), errors, "llama numbered lines")


@held_back
def llama_json_lines(make: Maker) -> Sample:
    errors = make.errors(1)
    return marked(
        "\n".join(dumps(row) for row in rows(errors, "severity", "category", "words")), errors, "llama JSON lines"
    )


@held_back
def llama_inner_quotes(make: Maker) -> Sample:
    error = JudgedError(MAJOR, "accuracy/mistranslation", 'er sagte "ja" und ging')
    text = f'{{"errors": [{{"severity": "major", "category": "{error.category}", "words": "{error.words}"}}]}}'
    return marked(text, (error,), "llama inner quotes")


@held_back
def llama_nothing_wrong(make: Maker) -> Sample:
    text = make.random.choice(
        [
            "The translation is accurate and fluent. No errors were found.",
            '{"errors": "none"}',
            '{"errors": null}',
            "[]",
            '{"errors": [{"severity": "none", "category": "no-error", "words": ""}]}',
            "**No errors found.**",
        ]
    )
    return marked(text, (), "llama nothing wrong")


@held_back
def qwen_yaml(make: Maker) -> Sample:
    errors = make.errors(1)
    lines = ["```yaml", "errors:"]
    for error in errors:
        lines += [
            f"  - severity: {error.severity.value}",
            f"    category: {error.category}",
            f'    words: "{error.words}"',
        ]
    return marked("\n".join([*lines, "```"]), errors, "qwen YAML")


@held_back
def qwen_tags(make: Maker) -> Sample:
    errors = tuple(error for error in make.errors(1) if "<" not in error.words) or (
        JudgedError(MINOR, "terminology", "x y"),
    )
    lines = [f'<error severity="{e.severity.value}" category="{e.category}">{e.words}</error>' for e in errors]
    return marked("<errors>\n" + "\n".join(lines) + "\n</errors>", errors, "qwen tags")


@held_back
def qwen_think_no_start(make: Maker) -> Sample:
    errors = make.errors()
    text = f"Let me look. The words [1, 2] {{maybe}} are wrong.\n</think>\n\n```json\n{plain_json(errors, 1)}\n```"
    return marked(text, errors, "qwen thinking without a start")


@held_back
def deepseek_revised(make: Maker) -> Sample:
    first, errors = make.errors(1, 1), make.errors(2, 3)
    text = f"{plain_json(first)}\n\nOn second thought, here is the corrected, final answer:\n{plain_json(errors)}"
    return marked(text, errors, "deepseek revised")


@held_back
def deepseek_boxed(make: Maker) -> Sample:
    number = make.number()
    return numbered(f"Weighing adequacy and fluency, I get $\\boxed{{{number}}}$.", number, "deepseek boxed")


@held_back
def mistral_french(make: Maker) -> Sample:
    errors = make.errors(1)
    names = {CRITICAL: "critique", MAJOR: "majeure", MINOR: "mineure"}
    listed = [{"gravité": names[e.severity], "catégorie": e.category, "texte": e.words} for e in errors]
    return marked(dumps({"erreurs": listed}), errors, "mistral French keys")


@held_back
def mistral_number_words(make: Maker) -> Sample:
    number = make.number()
    text = make.random.choice(
        [f"Note : {number}/100", f"Puntuación: {number}", f"Bewertung: {number} von 100", f"Оценка: {number}"]
    )
    return numbered(text, number, "mistral score in other languages")


@held_back
def mistral_dict_of_dicts(make: Maker) -> Sample:
    errors = make.errors(1)
    listed = {f"error_{n}": row for n, row in enumerate(rows(errors, "severity", "category", "words"), start=1)}
    return marked(dumps({"errors": listed}), errors, "mistral numbered errors")


@held_back
def mistral_python(make: Maker) -> Sample:
    number = make.number()
    return numbered(f"{{'score': {number}, 'fluent': True, 'comment': None}}", number, "mistral Python")


@held_back
def gemma_score_first(make: Maker) -> Sample:
    errors, number = make.errors(), make.number()
    content = {"overall_score": number, "errors": rows(errors, "severity", "category", "words")}
    text = f"Okay, here's the assessment:\n\n```json\n{dumps(content, 2)}\n```"
    return Sample(text, AnswerKind.BOTH, Reading(errors, float(number)), "gemma score first")


@held_back
def gemma_text_and_score(make: Maker) -> Sample:
    errors, number = make.errors(1), make.number()
    lines = [f'- {e.severity.value}: {e.category} - "{e.words}"' for e in errors]
    text = "Errors:\n" + "\n".join(lines) + f"\n\nScore: {number}"
    return Sample(text, AnswerKind.BOTH, Reading(errors, float(number)), "gemma text and score")


@held_back
def gemma_choice_text(make: Maker) -> Sample:
    choice = make.random.choice(["A", "B"])
    text = make.random.choice(
        [
            f"Translation {choice} is better because it keeps the tone.",
            f"[[{choice}]]",
            f"**{choice}**",
            f"Winner: {choice}",
            f'{{"winner": "Translation {choice}", "reason": "more exact"}}',
            f"Better: Translation {choice}",
        ]
    )
    return Sample(text, AnswerKind.CHOICE, Reading(choice=choice), "gemma choice in words")


@held_back
def gemma_tie(make: Maker) -> Sample:
    text = make.random.choice(["tie", "It's a tie.", '{"better": "equal"}', "Both translations are equally good."])
    return Sample(text, AnswerKind.CHOICE, Reading(choice="tie"), "gemma tie")


@held_back
def cut_after_the_score(make: Maker) -> Sample:
    number = make.number()
    text = f'{{"score": {number}, "explanation": "The translation is mostly acc'
    return Sample(text, AnswerKind.NUMBER, Reading(number=float(number)), "cut after the score", "length")


@held_back
def cut_in_the_score(make: Maker) -> Sample:
    return unreadable(f'{{"score": {make.random.randint(1, 9)}', AnswerKind.NUMBER, "cut in the score", "length")


@held_back
def cut_in_thoughts(make: Maker) -> Sample:
    text = f"<think>The score may be {make.number()}. So {plain_json(make.errors(1))} is"
    return unreadable(text, make.random.choice(list(AnswerKind)), "cut in thoughts", "length")


@held_back
def two_answers(make: Maker) -> Sample:
    first, second = make.errors(1, 1), make.errors(2, 2)
    return unreadable(f"{plain_json(first)}\n\nor\n\n{plain_json(second)}", AnswerKind.ERRORS, "two answers")


@held_back
def a_range(make: Maker) -> Sample:
    number = make.random.randint(10, 80)
    text = make.random.choice([f"Somewhere between {number} and {number + 10}.", f"Score: {number}-{number + 5}"])
    return unreadable(text, AnswerKind.NUMBER, "a range")


@held_back
def unknown_severity(make: Maker) -> Sample:
    word = make.random.choice(make.errors(1, 1)).words
    return unreadable(
        dumps({"errors": [{"severity": "moderate-ish", "category": "grammar", "words": word}]}),
        AnswerKind.ERRORS,
        "unknown severity",
    )


@held_back
def no_errors_but_one(make: Maker) -> Sample:
    word = make.random.choice(WORDS)
    return unreadable(
        f'There are no errors in the translation, except that "{word}" is a major mistranslation of it.',
        AnswerKind.ERRORS,
        "no errors but one",
    )


@held_back
def translation_instead(make: Maker) -> Sample:
    text = "Ich entschuldige mich dafür, wir müssen zuerst die Erlaubnis des Kontoinhabers einholen."
    return unreadable(text, make.random.choice(list(AnswerKind)), "a translation instead")


@held_back
def refusal_elsewhere(make: Maker) -> Sample:
    text = make.random.choice(
        ["Es tut mir leid, ich kann dabei nicht helfen.", "抱歉，我无法评估。", "Je ne peux pas évaluer ce texte."]
    )
    return unreadable(text, make.random.choice(list(AnswerKind)), "refusal in other languages")


# ---- unseen: written after the two halves, and not looked at again ----


@unseen
def claude_preamble_and_note(make: Maker) -> Sample:
    errors = make.errors()
    text = (
        f"I'll go through the translation carefully.\n\n{plain_json(errors, 2)}\n\n**Note:** item {{1}} is debatable."
    )
    return marked(text, errors, "claude with a note")


@unseen
def claude_xml_answer(make: Maker) -> Sample:
    errors = make.errors()
    text = f"<analysis>Checking [terms] and {{numbers}}.</analysis>\n<answer>\n{plain_json(errors)}\n</answer>"
    return marked(text, errors, "claude answer tags")


@unseen
def gpt_upper_case(make: Maker) -> Sample:
    errors = make.errors(1)
    listed = [{"Severity": e.severity.value.upper(), "Category": e.category.upper(), "Words": e.words} for e in errors]
    return marked(dumps({"Errors": listed}, 1), errors, "gpt capitals")


@unseen
def gpt_rating_text(make: Maker) -> Sample:
    number = make.number()
    text = f"The translation keeps 3 of the 4 clauses and reads well.\n\nOverall quality score: **{number}**"
    return numbered(text, number, "gpt overall score")


@unseen
def llama_dash_lines(make: Maker) -> Sample:
    errors = make.errors(1)
    lines = [f'- [{e.severity.value.upper()}] {PATHS[e.category]}: "{e.words}"' for e in errors]
    return marked("\n".join(lines) + "\n", errors, "llama brackets")


@unseen
def llama_extra_brace(make: Maker) -> Sample:
    errors = make.errors()
    return marked(plain_json(errors) + "}", errors, "llama one brace too many")


@unseen
def qwen_numbered_keys(make: Maker) -> Sample:
    errors = make.errors(1)
    listed = {str(n): row for n, row in enumerate(rows(errors, "severity", "category", "words"), start=1)}
    return marked(dumps({"result": {"errors": listed}}), errors, "qwen numbered keys")


@unseen
def qwen_chinese_score(make: Maker) -> Sample:
    number = make.number()
    text = make.random.choice([f"评分：{number}分", f"得分: {number}", f'{{"评分": {number}}}', f"分数：{number}/100"])
    return numbered(text, number, "qwen Chinese score")


@unseen
def deepseek_steps(make: Maker) -> Sample:
    errors = make.errors(1)
    text = (
        "Step 1: read {source}.\nStep 2: list the errors [below].\n\n" + "```JSON\n" + plain_json(errors, 1) + "\n```\n"
    )
    return marked(text, errors, "deepseek steps")


@unseen
def mistral_spanish(make: Maker) -> Sample:
    errors = make.errors(1)
    names = {CRITICAL: "crítico", MAJOR: "grave", MINOR: "leve"}
    listed = [{"gravedad": names[e.severity], "categoría": e.category, "texto": e.words} for e in errors]
    return marked(dumps({"errores": listed}), errors, "mistral Spanish keys")


@unseen
def mistral_italian_none(make: Maker) -> Sample:
    text = make.random.choice(
        ["Nessun errore.", "Keine Fehler gefunden.", "Sin errores.", "Няма грешки.", "没有错误。"]
    )
    return marked(text, (), "none in other languages")


@unseen
def gemma_bulgarian(make: Maker) -> Sample:
    errors = make.errors(1)
    names = {CRITICAL: "критична", MAJOR: "сериозна", MINOR: "незначителна"}
    listed = [{"тежест": names[e.severity], "категория": e.category, "думи": e.words} for e in errors]
    return marked(f"```\n{dumps({'грешки': listed}, 2)}\n```", errors, "gemma Bulgarian keys")


@unseen
def gemma_score_with_reason(make: Maker) -> Sample:
    number = make.number()
    return numbered(f"{number}/100\n\nThe meaning is kept, and 2 words are odd.", number, "gemma score and reason")


@unseen
def gemma_verdict(make: Maker) -> Sample:
    choice = make.random.choice(["A", "B"])
    text = f"Both translations keep the meaning. My verdict: {choice}"
    return Sample(text, AnswerKind.CHOICE, Reading(choice=choice), "gemma verdict")


@unseen
def both_cut_in_errors(make: Maker) -> Sample:
    errors, number = make.errors(2, 3), make.number()
    text = dumps({"score": number, "errors": rows(errors, "severity", "category", "words")})
    return unreadable(text[: len(text) - make.random.randint(8, 40)], AnswerKind.BOTH, "cut among the errors", "length")


@unseen
def half_praised(make: Maker) -> Sample:
    text = make.random.choice(
        [
            "No errors in the first sentence. The second is a disaster.",
            "No errors? I would not say so: the verb is wrong.",
        ]
    )
    return unreadable(text, AnswerKind.ERRORS, "half praised")


@unseen
def two_scores(make: Maker) -> Sample:
    number = make.random.randint(10, 80)
    return unreadable(f"Adequacy: {number}\nFluency: {number + 9}", AnswerKind.NUMBER, "two scores")


@unseen
def undecided(make: Maker) -> Sample:
    return unreadable(
        "Translation A is better in style, and Translation B is better in accuracy.", AnswerKind.CHOICE, "undecided"
    )


@unseen
def echo_of_the_form(make: Maker) -> Sample:
    text = '{"errors": [{"severity": "...", "category": "...", "words": "...", "where": "..."}]}'
    return unreadable(text, AnswerKind.ERRORS, "the form itself")


def samples(styles: dict[str, Style], n: int, seed: int) -> list[Sample]:
    """So many answers, the styles in turn."""
    make = Maker(seed)
    written = list(styles.values())
    return [written[number % len(written)](make) for number in range(n)]
