"""MT systems that mtqa runs itself: local models, services, programs, files.

Each module without an underscore is a plug-in that registers itself (`mtqa.contracts.Baseline`); nothing imports them
but the registry. Begin with `command` (the smallest), then `seq2seq`; modules with an underscore are shared among
baselines.
"""
