"""Services over HTTP: asked patiently, within their limits, several requests at once, and without showing a key.

Everything from the documents upwards may import it; it imports errors, masking and files. Begin with `service` (one
request), then `parallel_requests` (many of them).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.services.parallel_requests import (
        Asked as Asked,
        Parallel as Parallel,
        ask_in_parallel as ask_in_parallel,
    )
    from mtqa.services.service import (
        RefusedError as RefusedError,
        Service as Service,
        ServiceOptions as ServiceOptions,
        TryAgainError as TryAgainError,
        bill as bill,
        is_here as is_here,
        key_from_environment as key_from_environment,
    )
else:
    __getattr__, __dir__ = exporting(
        __name__,
        parallel_requests="Asked Parallel ask_in_parallel",
        service="RefusedError Service ServiceOptions TryAgainError bill is_here key_from_environment",
    )
