"""The commands: one module each, the only place that prints, prompts or exits.

Nothing imports it but `__main__`; it imports what it needs when a command runs, so that `mtqa --help` stays fast.
Begin with `run` (exit codes, how errors reach a person) and `main` (the list of commands); modules with an underscore
are shared among commands.
"""
