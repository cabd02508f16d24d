"""Keys and passwords: none in a message or in what is stored, and nothing else masked."""

from __future__ import annotations

import pytest

from mtqa.errors import MtqaError
from mtqa.masking import masked, masked_words, remember_secret

KEY = "Zx81-qwerty-0042"


@pytest.mark.parametrize(
    "words",
    [
        ["./mt", "--api-key", KEY, "{source}"],
        ["./mt", "--api_key", KEY],
        ["./mt", "-apikey", KEY],
        ["./mt", "--deepl-auth-key", KEY],
        ["./mt", f"--token={KEY}"],
        ["./mt", "--token", KEY, "--beams", "4"],
        ["./mt", "--password", KEY],
        ["./mt", f"key={KEY}"],
        ["env", f"MT_API_KEY={KEY}", "./mt"],
        ["curl", "-H", f"Authorization: Bearer {KEY}", "https://mt.example/"],
        ["curl", "-H", f"Authorization: {KEY}"],
        ["curl", "-H", f"X-Api-Key: {KEY}"],
        ["./mt", "--header", f"Bearer {KEY}"],
        ["./mt", "Bearer", KEY],
        ["./mt", "--authorization", f"Bearer {KEY}"],
        ["curl", f"https://mt.example/v1?target=de&key={KEY}"],
        ["curl", f"https://user:{KEY}@mt.example/v1"],
        ["./mt", f"sk-{KEY}"],
        ["./mt", "--with", f"sk-proj_{KEY}"],
        ["sh", "-c", f"MT_TOKEN={KEY} ./mt --beams 4"],
        ["sh", "-c", f"./mt --api-key={KEY}"],
        ["sh", "-c", f"./mt --api-key {KEY} --beams 4"],
        ["curl", "-u", f"me:{KEY}", "https://mt.example/"],
    ],
)
def test_what_looks_like_a_key_is_masked(words: list[str]) -> None:
    shown = masked_words(words)
    assert KEY not in " ".join(shown)
    assert "***" in " ".join(shown)
    assert len(shown) == len(words)
    assert shown[0] == words[0]
    assert KEY not in masked(f"the program said: {KEY} is wrong")  # from now on, nowhere


@pytest.mark.parametrize(
    "command",
    [
        "./translate.sh {source} {target}",
        "python mt.py --tokenizer models/spm.model --max-tokens 512 --keep-case --author me --monkey 3",
        "marian-decoder -c model.yml --beam-size 6 --mini-batch 16",
        "./mt --keys-file keys.txt --token-type bpe --source en --keyboard de",
        "sed s/a/b/",
        "./mt --task-name sk --model models/sk-parliament-2024/model.npz --data sk-sk_Names-2024.tsv",
    ],
)
def test_nothing_else_is_masked(command: str) -> None:
    words = command.split()
    assert masked_words(words) == words


def test_other_keys_are_another_command() -> None:
    assert masked_words(["./mt", "--key", "formal"]) != masked_words(["./mt", "--key", "informal"])
    assert masked_words(["./mt", "--key", "formal"]) == masked_words(["./mt", "--key", "formal"])


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Incorrect API key provided: Bearer abcdefgh12345", "Incorrect API key provided: Bearer ***"),
        ("bad header Authorization: Basic dXNlcjpwYXNz", "bad header Authorization: Basic ***"),
        ('{"authorization": "abcdef"}', '{"authorization": "***"}'),
        ("no such key: sk-ant-REDACTED", "no such key: ***"),
        ("http://me:secret@host/ fails", "http://***@host/ fails"),
        ("the id '6ba7b810-9dad-11d1-80b4-00c04fd430c8' is there twice",) * 2,
        ("data/sk-corpus-2024.tsv: no such file",) * 2,
        ("evaluate(./x, key=f1) has no key", "evaluate(./x, key=f1) has no key"),
        ("Basic tokens: the key is the bearer of news", "Basic tokens: the key is the bearer of news"),
    ],
)
def test_a_message_shows_no_key(said: str, shown: str) -> None:
    assert masked(said) == shown
    assert str(MtqaError(said)).startswith(shown[:20])


def test_a_known_secret_is_never_shown_again() -> None:
    remember_secret("correct horse")
    assert str(MtqaError("the service says: correct horse is wrong")) == "the service says: *** is wrong"
