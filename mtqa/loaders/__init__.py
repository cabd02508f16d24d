"""Loaders read corpora: folders, tables, TMX, XLIFF, PO, WMT's formats, datasets, test sets.

Each module without an underscore is a plug-in that registers itself (`mtqa.contracts.Loader`); nothing imports them
but the registry. Begin with `parquet` and `jsonl` (the smallest); modules with an underscore are shared among
loaders.
"""
