"""eTranslation, the European Commission's machine translation service, through its asynchronous REST interface (v2).

A text is submitted and answered with a number; the translation is delivered later to an address that the request names.
Either a listener of ours waits there, which needs an address that the service can reach, or somebody else's receiver
writes what it is sent into a folder, which is looked through. What is not known to come from the service is not taken:
the listener's address has a secret for each request, and a file must have the request's name, which is an HMAC.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from mtqa.baselines._deliveries import Delivered, Deliveries
from mtqa.baselines._listener import Listener, at_secret
from mtqa.contracts import Baseline, Consent, TranslatedText, Translator, baselines
from mtqa.corpus import Origin
from mtqa.errors import MtqaError
from mtqa.languages import LanguagePair
from mtqa.services import ServiceOptions, is_here, key_from_environment

__all__ = ["ETranslation"]

_ADDRESS = "https://language-tools.ec.europa.eu/etranslation/api"
_LONGEST = 5000
"""Characters of a text, after the service's description."""


@baselines.register
@dataclass(frozen=True)
class ETranslation(ServiceOptions, Baseline):
    """eTranslation; application and password are in ETRANSLATION_APPLICATION and ETRANSLATION_PASSWORD.

    Attributes:
        callback: The address under which the service reaches the listener, or the receiver that fills the folder. The
            listener is called below it: `https://my.host/SECRET`.
        listen: Host and port on which the listener waits, by default for this machine only (a web server of yours
            passes on what arrives); `0.0.0.0:8090` for the whole network; "" for none.
        folder: Folder into which a receiver writes each delivery as a file; "" for none.
        domain: The engine: `GEN` (general), `SPD` (public administration), ...
        url: The address of the service.
        patience: Seconds to wait for the deliveries of a batch.
        batch_size: Sources at once.
    """

    callback: str
    listen: str = "127.0.0.1:8090"
    folder: str = ""
    domain: str = "GEN"
    url: str = _ADDRESS
    patience: float = 3600.0
    batch_size: int = 200
    per_minute: float = field(default=30.0, kw_only=True)
    timeout: float = field(default=60.0, kw_only=True)

    name: ClassVar[str] = "etranslation"
    summary: ClassVar[str] = (
        "eTranslation itself; application and password in ETRANSLATION_APPLICATION and ETRANSLATION_PASSWORD:"
        " etranslation(callback='https://my.host/', listen='127.0.0.1:8090')"
    )

    def __post_init__(self) -> None:
        host, colon, port = self.listen.rpartition(":")
        if self.listen and not (colon and host and port.isdigit() and int(port) < 65536):
            raise ValueError("listen must look like 127.0.0.1:8090")
        if not self.listen and not self.folder:
            raise ValueError("either listen or folder must say where deliveries arrive")

    def open(self, pair: LanguagePair, consent: Consent) -> Translator:
        del consent
        return _ETranslation(self, pair)


class _ETranslation(Translator):
    name = "etranslation"
    limit = _LONGEST

    def __init__(self, options: ETranslation, pair: LanguagePair) -> None:
        application = key_from_environment("ETRANSLATION_APPLICATION", needed=True)
        self._password = key_from_environment("ETRANSLATION_PASSWORD", needed=True)
        credentials = base64.b64encode(f"{application}:{self._password}".encode()).decode("ascii")
        self.service = options.service(options.url, {"Authorization": f"Basic {credentials}"}, secret=True)
        self.options = options
        self.pair = pair
        self.batch_size = options.batch_size
        self._key = secrets.token_bytes(32)
        self.origin = Origin(
            service="eTranslation, European Commission",
            model=options.domain,
            url="" if options.url == _ADDRESS else self.service.url,
            note="The service does not say which version of the engine answers.",
        )

    def cost(self, sources: Sequence[str]) -> str:
        if is_here(self.service.url):
            return ""
        n_characters = sum(map(len, sources))
        return f"{len(sources)} texts with {n_characters:,} characters will be sent to the European Commission."

    def translate(self, sources: Sequence[str]) -> Sequence[TranslatedText]:
        with self._deliveries() as deliveries:
            lines = [" ".join(source.split()) for source in sources]
            packets = list(_packets(lines))
            by_line: dict[int, str] = {}
            texts = self._ask(["\n".join(lines[i] for i in packet) for packet in packets], deliveries)
            for packet, text in zip(packets, texts, strict=True):
                translated = text.strip("\r\n").split("\n")
                if len(translated) == len(packet):
                    by_line |= dict(zip(packet, translated, strict=True))
            # Where the service has merged or split lines, each is sent by itself.
            alone = [i for packet in packets for i in packet if i not in by_line]
            for i, text in zip(alone, self._ask([lines[i] for i in alone], deliveries), strict=True):
                by_line[i] = " ".join(text.split())
        return [TranslatedText(by_line[i].strip()) for i in range(len(lines))]

    @contextmanager
    def _deliveries(self) -> Iterator[Deliveries]:
        folder = Path(self.options.folder) if self.options.folder else None
        if folder is not None and not folder.is_dir():
            raise MtqaError("there is no such folder for deliveries", path=folder)
        deliveries = Deliveries(folder)
        if not self.options.listen:
            yield deliveries
            return
        with Listener(self.options.listen, deliveries):
            yield deliveries

    def _ask(self, texts: Sequence[str], deliveries: Deliveries) -> list[str]:
        references = [self._reference(text) for text in texts]
        for text, reference in zip(texts, references, strict=True):
            secret = hmac.new(self._key, reference.encode(), hashlib.sha256).hexdigest()
            deliveries.expect(reference, secret)
            if deliveries.look(reference) is None:  # nor delivered into the folder by an earlier run
                self._submit(text, reference, secret)
        deadline = time.monotonic() + self.options.patience
        return [self._text(deliveries.wait(reference, deadline), reference) for reference in references]

    def _reference(self, text: str) -> str:
        """A name for a request that is the same in the next run, and that nobody else can make up."""
        about = f"{self.options.domain}\0{self.pair}\0{text}".encode("utf-8", "replace")
        return "mtqa-" + hmac.new(self._password.encode(), about, hashlib.sha256).hexdigest()[:40]

    def _submit(self, text: str, reference: str, secret: str) -> None:
        address = at_secret(self.options.callback, secret) if self.options.listen else self.options.callback
        answer = self.service.post(
            "/askTranslate",
            {
                "callerInformation": {"externalReference": reference},
                "textToTranslate": text,
                "sourceLanguage": self.pair.source.primary.upper(),
                "targetLanguages": [self.pair.target.primary.upper()],
                "domain": self.options.domain,
                "notifications": {"success": {"http": address}, "failure": {"http": address}},
                "deliveries": {"http": address},
            },
        )
        number = answer.get("requestId", answer.get("errorCode")) if isinstance(answer, dict) else answer
        try:
            number = int(number)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise MtqaError(f"{self.service.url} answered without a number: {json.dumps(answer)[:100]}") from None
        if number < 0:
            said = answer.get("errorMessage") or answer.get("message") if isinstance(answer, dict) else None
            raise MtqaError(
                f"eTranslation refused the text with the error {number}" + (f": {str(said)[:200]}" if said else ""),
                "Does it translate between these languages, and in this domain?",
            )

    def _text(self, delivered: Delivered | None, reference: str) -> str:
        if delivered is None:
            raise MtqaError(
                f"eTranslation has not delivered the text {reference} within {self.options.patience:g} seconds",
                f"Can it reach {self.options.callback}? Give the same command again to go on.",
            )
        if delivered.problem:
            raise MtqaError(f"eTranslation failed: {delivered.problem}")
        return delivered.text


def _packets(lines: Sequence[str]) -> Iterator[list[int]]:
    """Lines, by number, that together are no longer than a text may be."""
    packet: list[int] = []
    size = 0
    for number, line in enumerate(lines):
        if packet and size + len(line) + 1 > _LONGEST:
            yield packet
            packet, size = [], 0
        packet.append(number)
        size += len(line) + 1
    if packet:
        yield packet
