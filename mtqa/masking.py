"""Keys and passwords, and whatever looks like one, kept out of messages, reports and everything that is stored."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["masked", "masked_words", "remember_secret"]

MASK = "***"
_SHORTEST = 4
"""Characters of a secret that is looked for in texts: a shorter one would be found everywhere."""
_LONG_ENOUGH = 6
"""The same, of what only looks like a secret."""
_known: set[str] = set()

_NAME = r"(?:[\w.-]*[\W_])?(?:api_?key|key|token|secret|password|passwd|passphrase|pwd|auth|authorization|credentials?)"
_OPTION = rf"(?i)--?{_NAME}"
_ASSIGNMENT = rf"(?i)((?:^|[?&;,\s])-{{0,2}}{_NAME}\s*[=:]\s*)((?:bearer|basic|token)\s+)?[^\s&;,]+"
_OPTION_INSIDE = rf"(?i)((?:^|\s)--?{_NAME}\s+)(?!-)[^\s'\"]+"
_USER = r"(?i)-u|--user"
_LOOKS_LIKE_ONE = (
    r"\bsk[-_](?=[\w-]*[A-Z0-9])[\w-]{8,}+(?!\.\w|[/\\])"  # OpenAI, Anthropic; not sk-sk.tsv, which is Slovak
    r"|\b[pr]k_(?:live|test)_\w{8,}"  # Stripe
    r"|\b(?:gh[pousr]|github_pat|glpat|hf|xox[abprs])[-_][\w-]{16,}"  # GitHub, GitLab, Hugging Face, Slack
    r"|\bA(?:KIA|SIA)[A-Z0-9]{12,}|\bAIza[\w-]{20,}"  # Amazon, Google
    r"|\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?"  # a JSON Web Token
    r"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:fx\b"  # DeepL
)
_SCHEME = "(?i:Bearer|Basic|DeepL-Auth-Key)"
_BEARER = rf"\b({_SCHEME})(\s+)[\w.~+/:=-]+"
_SURELY = rf"\b({_SCHEME}\s+)(?=[\w.~+/:=-]*[\d=]|[\w.~+/:=-]{{16}})[\w.~+/:=-]+"
_AUTHORIZATION = rf"(\b(?i:Authorization|X-Api-Key|Api-Key)[\"']?\s*[:=]\s*[\"']?(?:{_SCHEME}\s+)?+)(?!\*)[^\s\"',;}}]+"
_IN_ADDRESS = r"(\w://)[^\s/@]+@"


def remember_secret(secret: str) -> None:
    """Let no message show this from now on."""
    if len(secret) >= _SHORTEST:
        _known.add(secret)


def masked(text: str) -> str:
    """A message without the secrets that are known, and without what is plainly one."""
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, MASK)
    text = re.sub(_AUTHORIZATION, rf"\1{MASK}", re.sub(_SURELY, rf"\1{MASK}", text))
    return re.sub(_IN_ADDRESS, rf"\1{MASK}@", re.sub(_LOOKS_LIKE_ONE, MASK, text))


def masked_words(words: Sequence[str]) -> list[str]:
    """The words of a command without what looks like a key or a password; those that are left out are remembered.

    `--api-key X`, `--token=X`, `key=X`, `Authorization: Bearer X`, `sk-...`. In place of each stands `***` with four
    digits that tell one from another, and too little to guess it by.
    """
    shown: list[str] = []
    is_secret = False
    for word in words:
        if is_secret and not word.startswith("-"):
            scheme = re.match(r"(?:bearer|basic|token)\s+", word, re.IGNORECASE)
            start = scheme.end() if scheme else 0
            shown.append(word[:start] + _mask(word[start:]))
        elif shown and re.fullmatch(_USER, shown[-1]) and ":" in word:
            user, _, password = word.partition(":")
            shown.append(f"{user}:{_mask(password)}")
        else:
            shown.append(_masked_inside(word))
        is_secret = bool(re.fullmatch(_OPTION, word)) or (word.lower() == "bearer")
    return shown


def _masked_inside(word: str) -> str:
    def of_assignment(match: re.Match[str]) -> str:
        kept = match[1] + (match[2] or "")
        return kept + _mask(match[0][len(kept) :])

    word = re.sub(_OPTION_INSIDE, lambda match: match[1] + _mask(match[0][len(match[1]) :]), word)
    word = re.sub(_ASSIGNMENT, of_assignment, word)
    word = re.sub(_BEARER, lambda match: match[1] + match[2] + _mask(match[0][len(match[1] + match[2]) :]), word)
    word = re.sub(_LOOKS_LIKE_ONE, lambda match: _mask(match[0]), word)
    return re.sub(_IN_ADDRESS, lambda match: f"{match[1]}{_mask(match[0][len(match[1]) : -1])}@", word)


def _mask(secret: str) -> str:
    import hashlib

    if secret.startswith(MASK):
        return secret
    if len(secret) >= _LONG_ENOUGH:
        remember_secret(secret)
    # Slow on purpose, and only 16 bits of it: enough to tell two keys apart, not to find a weak password.
    digest = hashlib.scrypt(secret.encode("utf-8", "surrogatepass"), salt=b"mtqa", n=2**12, r=8, p=1, dklen=2)
    return f"{MASK}{digest.hex()}"
