"""Writers write corpora in the formats that loaders read back equal: lines, tables, TMX, XLIFF.

Each module without an underscore is a plug-in that registers itself (`mtqa.contracts.Writer`); nothing imports them
but the registry. Begin with `jsonl` (the smallest); modules with an underscore are shared among writers.
"""
