"""The server of a review: who may come in, what the pages ask for, and work that goes on in the background.

Only `mtqa review` starts it. Begin with `app` (all together), then `access` (who may ask) and `questions` (what every
question and answer has in common); the other modules answer the questions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.review.server.access import Door as Door, address as address
    from mtqa.review.server.app import application as application
    from mtqa.review.server.serving import (
        Served as Served,
        bound as bound,
        check_packages as check_packages,
        prepare as prepare,
        serve as serve,
    )
else:
    __getattr__, __dir__ = exporting(
        __name__, access="Door address", app="application", serving="Served bound check_packages prepare serve"
    )
