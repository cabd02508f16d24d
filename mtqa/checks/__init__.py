"""Checks look for concrete defects in translations: numbers, names, mark-up, omissions, terms, spelling.

Each module without an underscore is a plug-in that registers itself (`mtqa.contracts.checks`); nothing imports them
but the registry. Begin with `repetition` (a small one); modules with an underscore are shared among checks, facts
about languages lie in `data`.
"""
