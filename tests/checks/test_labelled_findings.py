"""That labelled findings are found again, whatever words the message has by now."""

from labelled_findings import Label, Reported, outcomes

from mtqa.results import Finding, Severity


def label(check: str, message: str, kind: str = "false") -> Label:
    return Label("", "en-de", check, "minor", message, kind, "One.", "Eins.")


def report(check: str, message: str, hypothesis: str = "Eins.") -> Reported:
    finding = Finding(check, "accuracy", Severity.MINOR, "1", "human", message)
    return Reported(finding, "", "en-de", "One.", hypothesis, frozenset())


def test_another_wording_about_the_same_words_is_the_same_finding() -> None:
    results, new = outcomes(
        [label("names", "the name “One” is missing from the translation")], [report("names", "“One” is lost")]
    )
    assert results[0].kept is not None
    assert new == []


def test_other_words_and_other_texts_are_another_finding() -> None:
    reports = [report("names", "“Two” is lost"), report("names", "“One” is lost", "Zwei.")]
    results, new = outcomes([label("names", "“One” is lost")], reports)
    assert results[0].kept is None
    assert not results[0].elsewhere
    assert new == reports


def test_another_check_at_the_same_place_is_told_apart() -> None:
    results, _ = outcomes([label("numbers", "“1” is lost")], [report("markup", "the address “a.eu/1” is lost")])
    assert results[0].kept is None
    assert results[0].elsewhere


def test_one_finding_answers_for_one_label_and_the_same_words_go_first() -> None:
    labels = [label("numbers", "“11” is lost"), label("numbers", "“1” is lost")]
    results, _ = outcomes(labels, [report("numbers", "“1” is lost")])
    assert [one.kept is not None for one in results] == [False, True]
