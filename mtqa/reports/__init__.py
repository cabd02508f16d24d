"""Reports write evaluations to files: HTML, Markdown, LaTeX, PDF, TSV, XLSX.

Each module without an underscore is a plug-in that registers itself (`mtqa.contracts.Report`); nothing imports them
but the registry. Begin with `tsv` (the smallest), then `html`; what they are made of lies in `rendering`.
"""
