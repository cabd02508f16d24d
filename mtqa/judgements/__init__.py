"""Readers of human judgements: score files of mt-metrics-eval, MQM of Google and Marot, Appraise, Pearmut.

Each module without an underscore is a plug-in that registers itself (`mtqa.contracts.JudgementReader`); nothing imports
them but the registry. Begin with `error_spans` (the smallest); modules with an underscore are shared among readers.
"""
