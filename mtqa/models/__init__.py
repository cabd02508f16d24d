"""Models that others have trained: where they come from, what fetching them costs, and a catalogue.

Baselines, neural metrics and encoders share it; no model's code is ever run. Begin with `model_files` (a model in a
folder or on the hub, with consent), then `places` (devices and precision) and
`catalogue`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.models.catalogue import models_for as models_for
    from mtqa.models.chosen_model import (
        ChosenModel as ChosenModel,
        best_known as best_known,
        choose_model as choose_model,
    )
    from mtqa.models.model_files import (
        ABOUT as ABOUT,
        TRANSFORMERS as TRANSFORMERS,
        LocalModel as LocalModel,
        ModelFiles as ModelFiles,
        fetch_model as fetch_model,
        find_model as find_model,
        first_line as first_line,
        how_it_is_had as how_it_is_had,
        loading as loading,
        require as require,
    )
    from mtqa.models.places import Place as Place, attention as attention, choose_place as choose_place
else:
    __getattr__, __dir__ = exporting(
        __name__,
        catalogue="models_for",
        chosen_model="ChosenModel best_known choose_model",
        model_files="ABOUT TRANSFORMERS LocalModel ModelFiles fetch_model find_model first_line how_it_is_had loading"
        " require",
        places="Place attention choose_place",
    )
