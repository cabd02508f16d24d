"""Services over HTTP, against local servers: also such that fail."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from local_servers import Answer, Request, serving
from small import EN_DE, SOURCES, small_corpus

from mtqa.baselines.openai import OpenAI
from mtqa.errors import MtqaError
from mtqa.languages import LanguagePair, language
from mtqa.services import Service, bill, service as one_request
from mtqa.translating import create_baseline, translate

SECRET = "sk-very-secret-key"


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    monkeypatch.setenv("DEEPL_API_KEY", SECRET)
    monkeypatch.delenv("LIBRETRANSLATE_API_KEY", raising=False)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Pauses are noted and not made."""
    pauses: list[float] = []
    monkeypatch.setattr(one_request, "sleep", pauses.append)
    return pauses


def chat(request: Request) -> dict[str, Any]:
    text = request.content["messages"][0]["content"].rpartition("\n\n")[2]
    return {"choices": [{"message": {"content": f"<think>hm</think> {text.upper()}"}, "finish_reason": "stop"}]}


def libre(request: Request) -> Any:
    if request.path == "/languages":
        return [{"code": "en", "targets": ["de", "bg"]}, {"code": "de", "targets": ["en"]}]
    return {"translatedText": [text.upper() for text in request.content["q"]]}


def deepl(request: Request) -> Any:
    if request.path.startswith("/v2/languages"):
        source = "source" in request.path
        return [{"language": code} for code in (("EN", "DE", "PT") if source else ("DE", "EN-GB", "PT-PT", "PT-BR"))]
    return {"translations": [{"text": text.upper()} for text in request.content["text"]]}


def test_openai_compatible(tmp_path: Path) -> None:
    with serving(chat) as server:
        baseline = create_baseline(f"openai(model='org/model-1', url='{server.url}/v1', seed=3, longest=99)")
        found = translate(small_corpus(), baseline, store=tmp_path)
        assert found.system.hypotheses == tuple(source.upper() for source in SOURCES)
        request = server.requests[0]
        assert request.path == "/v1/chat/completions"
        assert request.headers["Authorization"] == f"Bearer {SECRET}"
        content = request.content
        assert (content["model"], content["temperature"], content["seed"], content["max_tokens"]) == (
            ("org/model-1", 0.0, 3, 99)
        )
        assert "from English into German" in content["messages"][0]["content"]
        assert len(server.requests) == 4
        translate(small_corpus(), baseline, store=tmp_path)
        assert len(server.requests) == 4
    origin = found.system.origin
    assert (found.system.name, origin.model, origin.url) == ("model-1", "org/model-1", f"{server.url}/v1")
    assert "{target_language}" in origin.prompt
    stored = "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    assert "org/model-1" in stored
    assert SECRET not in stored + repr(found.system) + repr(baseline)


@pytest.mark.parametrize(
    ("reason", "content", "remark"), [("length", "Ha", "is cut"), ("content_filter", None, "refused to translate")]
)
def test_answers_that_are_doubtful_are_marked(reason: str, content: str | None, remark: str) -> None:
    with serving(lambda r: {"choices": [{"message": {"content": content}, "finish_reason": reason}]}) as server:
        system = translate(small_corpus(), create_baseline(f"openai(model='m', url='{server.url}')")).system
    assert len(system.remarks) == 4
    assert remark in next(iter(system.remarks.values()))
    assert system.hypotheses[0] == (content or "")


def test_libretranslate(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(libre) as server:
        system = translate(small_corpus(), create_baseline(f"libretranslate:{server.url}")).system
        assert system.hypotheses == tuple(source.upper() for source in SOURCES)
        sent = server.requests[-1].content
        assert (sent["source"], sent["target"], sent["format"]) == ("en", "de", "text")
        assert "api_key" not in sent
        czech = LanguagePair(language("en"), language("cs"))
        translator = create_baseline(f"libretranslate:{server.url}").open(czech, lambda message: None)
        with pytest.raises(MtqaError, match="does not translate from English into Czech"):
            translator.lengths(["a"])
        monkeypatch.setenv("LIBRETRANSLATE_API_KEY", SECRET)
        translate(small_corpus(), create_baseline(f"libretranslate:{server.url}"))
        assert server.requests[-1].content["api_key"] == SECRET


def test_deepl() -> None:
    with serving(deepl) as server:
        baseline = create_baseline(f"deepl(url='{server.url}', formality='more')")
        system = translate(small_corpus(), baseline).system
        assert system.hypotheses == tuple(source.upper() for source in SOURCES)
        request = server.requests[-1]
        assert request.headers["Authorization"] == f"DeepL-Auth-Key {SECRET}"
        assert (request.content["source_lang"], request.content["target_lang"]) == ("EN", "DE")
        assert request.content["formality"] == "more"
        assert "formality=more" in system.origin.decoding
        for tag, code in (("en", "EN-GB"), ("pt", "PT-PT"), ("pt-BR", "PT-BR")):
            translator = baseline.open(LanguagePair(language("de"), language(tag)), lambda message: None)
            translator.translate(["a"])
            assert server.requests[-1].content["target_lang"] == code
        bulgarian = baseline.open(LanguagePair(language("en"), language("bg")), lambda message: None)
        with pytest.raises(MtqaError, match=r"does not translate into Bulgarian \(bg\)"):
            bulgarian.lengths(["a"])


def answers(*made: Answer) -> Iterator[Answer]:
    yield from made
    while True:
        yield Answer({"ok": True})


@pytest.mark.parametrize(
    ("bad", "pauses"),
    [
        (Answer({"error": "slow down"}, 429), [1, 2]),
        (Answer({}, 429, {"Retry-After": "7"}), [7, 7]),
        (Answer({}, 503, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}), [1, 2]),
        (Answer({}, 429, {"Retry-After": "99999"}), [120, 120]),
        (Answer(b"oops", 500), [1, 2]),
        (Answer(b'{"ok": tr'), [1, 2]),
        (Answer({"ok": "x" * 1000}, half=True), [1, 2]),
    ],
)
def test_what_may_pass_is_tried_again(bad: Answer, pauses: list[float], quick: list[float]) -> None:
    script = answers(bad, bad)
    with serving(lambda request: next(script)) as server:
        assert Service(server.url).post("/x", {}) == {"ok": True}
        assert len(server.requests) == 3
    assert quick == pauses


def test_a_service_that_stays_down_is_reported_without_its_key(quick: list[float]) -> None:
    with serving(lambda request: Answer({"error": {"message": "overloaded"}}, 500)) as server:
        service = Service(server.url, {"Authorization": f"Bearer {SECRET}"}, secret=True, tries=3)
        with pytest.raises(MtqaError, match=r"answered 500: overloaded, 3 times in a row") as error:
            service.post("/x", {"api_key": SECRET})
        assert len(server.requests) == 3
    assert SECRET not in str(error.value) + repr(service)
    with pytest.raises(MtqaError, match=r"cannot be reached .*refused"):
        Service(server.url, tries=2).get("/x")


def test_a_service_that_does_not_answer(quick: list[float]) -> None:
    with serving(lambda request: Answer({}, sleep=0.5)) as server:
        service = Service(server.url, timeout=0.1, tries=1)
        started = time.monotonic()
        with pytest.raises(MtqaError, match=r"cannot be reached .*timed out"):
            service.get("/x")
        assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("status", "said"),
    [(400, "answered 400: bad language"), (401, "Check the key"), (403, "Check the key"), (456, "quota")],
)
def test_what_will_not_pass_is_not_tried_again(status: int, said: str) -> None:
    with serving(lambda request: Answer({"message": "bad language"}, status)) as server:
        with pytest.raises(MtqaError, match=said):
            Service(server.url).post("/x", {})
        assert len(server.requests) == 1


def test_a_key_is_not_carried_to_another_address() -> None:
    with serving(lambda request: {}) as other, serving(lambda r: Answer({}, 302, {"Location": other.url})) as server:
        with pytest.raises(MtqaError, match="answered 302"):
            Service(server.url, {"Authorization": SECRET}).get("/x")
        assert other.requests == []


def test_requests_keep_their_distance(quick: list[float]) -> None:
    with serving(lambda request: {}) as server:
        service = Service(server.url, per_minute=6)
        for _ in range(3):
            service.get("/x")
    assert quick[0] == 0
    assert 9 < quick[1] <= 10
    assert 19 < quick[2] <= 20  # the pauses were not made


def test_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MtqaError, match="not an address"):
        Service("ftp://x")
    with pytest.raises(MtqaError, match="must not hold a key") as error:
        Service(f"https://user:{SECRET}@host")
    assert SECRET not in str(error.value)
    monkeypatch.delenv("HF_HUB_OFFLINE")
    with pytest.raises(MtqaError, match="without encryption"):
        Service("http://example.org", secret=True)
    assert Service("https://example.org/", secret=True).url == "https://example.org"
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(MtqaError, match="forbids the network"):
        Service("https://example.org")


def test_keys_come_from_the_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEEPL_API_KEY")
    monkeypatch.delenv("HF_HUB_OFFLINE")
    with pytest.raises(MtqaError, match="DEEPL_API_KEY is not set"):
        create_baseline("deepl").open(EN_DE, lambda message: None)
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(MtqaError, match="OPENAI_API_KEY is not set"):
        OpenAI("m").open(EN_DE, lambda message: None)
    assert OpenAI("m", url="http://localhost:1/v1").open(EN_DE, lambda message: None)
    monkeypatch.setenv("OPENAI_API_KEY", "a\nb")
    with pytest.raises(MtqaError, match="line break"):
        OpenAI("m").open(EN_DE, lambda message: None)


def test_costs_are_told_before_they_arise() -> None:
    assert bill(("abc", "de"), "http://localhost:5000", 0) == ""
    said = bill(("a" * 1_500_000,), "https://api.deepl.com", 20)
    assert said == (
        "1 texts with 1,500,000 characters will be sent to api.deepl.com; at 20 a million characters that costs about"
        " 30.00."
    )
    assert "may cost money" in bill(("a",), "https://api.deepl.com", 0)
    asked: list[str] = []
    with serving(chat) as server:
        baseline = create_baseline(f"openai(model='m', url='{server.url}', price=5)")

        def no(message: str) -> None:
            asked.append(message)
            raise MtqaError("no")

        with pytest.raises(MtqaError, match="no"):
            translate(small_corpus(), baseline, consent=no)
        assert server.requests == []
    assert asked[0].startswith("4 texts with ")


def test_a_server_that_dies_half_way_loses_nothing(tmp_path: Path, quick: list[float]) -> None:
    served = 0

    def dying(request: Request) -> Any:
        nonlocal served
        if request.path != "/languages":
            served += 1
        return Answer({}, 500) if served > 2 else libre(request)

    with serving(dying) as server:
        spec = f"libretranslate(url='{server.url}', batch_size=1, tries=2)"
        with pytest.raises(MtqaError, match="what was translated is kept"):
            translate(small_corpus(), create_baseline(spec), store=tmp_path)
        served = -10
        found = translate(small_corpus(), create_baseline(spec), store=tmp_path)
        assert found.n_kept == 2
        assert found.system.hypotheses == tuple(source.upper() for source in SOURCES)


@pytest.mark.parametrize(
    ("spec", "answer"),
    [
        ("openai(model='m', url='{}')", {"choices": []}),
        ("openai(model='m', url='{}')", [1]),
        ("openai(model='m', url='{}')", {"choices": [{"message": {"content": 3}}]}),
        ("libretranslate(url='{}')", {"translatedText": [1, 2, 3, 4]}),
        ("libretranslate(url='{}')", None),
        ("deepl(url='{}')", {"translations": [{}]}),
        ("deepl(url='{}')", "text"),
        ("deepl(url='{}')", {"translations": [{"text": "one"}]}),
    ],
)
def test_answers_of_another_shape(spec: str, answer: Any) -> None:
    def odd(request: Request) -> Any:
        about = {"/languages": libre, "/v2/languages?type=source": deepl, "/v2/languages?type=target": deepl}
        return about[request.path](request) if request.path in about else Answer(answer)

    with serving(odd) as server, pytest.raises(MtqaError, match=r"answered without|1 translations of 4"):
        translate(small_corpus(), create_baseline(spec.format(server.url)))


@pytest.mark.parametrize(
    "echo",
    [
        lambda request: f"Incorrect API key provided: {request.headers['Authorization']}",
        lambda request: f"no such user: {request.headers['Authorization'].rpartition(' ')[2]} " + "x" * 200,
        lambda request: "x" * 190 + request.headers["Authorization"],  # is cut where the key stands
    ],
)
@pytest.mark.parametrize("status", [401, 500])
def test_a_key_that_a_service_echoes_is_masked(
    echo: Callable[[Request], str], status: int, tmp_path: Path, quick: list[float]
) -> None:
    with serving(lambda request: Answer({"error": {"message": echo(request)}}, status)) as server:
        baseline = create_baseline(f"openai(model='m', url='{server.url}', tries=2)")
        with pytest.raises(MtqaError, match=rf"answered {status}: .*\*\*\*") as error:
            translate(small_corpus(), baseline, store=tmp_path)
    assert SECRET[:6] not in str(error.value)


def test_a_key_in_the_body_is_masked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIBRETRANSLATE_API_KEY", "a plain phrase")

    def answer(request: Request) -> Any:
        if request.path.endswith("/languages"):
            return [{"code": "en", "targets": ["de"]}]
        return Answer({"error": f"Invalid API key: {request.content['api_key']}"}, 403)

    with serving(answer) as server, pytest.raises(MtqaError, match=r"Invalid API key: \*\*\*"):
        translate(small_corpus(), create_baseline(f"libretranslate(url='{server.url}')"))


def test_half_a_surrogate_pair_from_a_service_does_not_break_later_runs(tmp_path: Path) -> None:
    with serving(
        lambda r: {"choices": [{"message": {"content": "Das \ud800 ist"}, "finish_reason": "stop"}]}
    ) as server:
        baseline = create_baseline(f"openai(model='m', url='{server.url}')")
        for _ in range(2):
            system = translate(small_corpus(), baseline, store=tmp_path).system
            assert set(system.hypotheses) == {"Das \ufffd ist"}
            assert len(system.remarks) == len(SOURCES)
        assert len(server.requests) == len(SOURCES)
