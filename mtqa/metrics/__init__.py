"""Metrics score translations: BLEU, chrF, TER, neural metrics, and those of the library evaluate.

Each module without an underscore is a plug-in that registers itself (`mtqa.contracts.Metric`); nothing imports them
but the registry. Begin with `ter` (a metric of the engine) or `embedding` (a mean of segment scores); modules with an
underscore are shared among metrics.
"""
