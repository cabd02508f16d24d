"""Categories, severities and what errors weigh."""

import pytest

from mtqa.errors import MtqaError
from mtqa.results import WEIGHTS, Severity
from mtqa.review.judgement import MarkedSpan
from mtqa.review.typology import mqm_score, read_typology, typology_of


def test_mqm_has_the_core_typology_below_its_dimensions():
    whole = typology_of("mqm")
    assert [one.id for one in whole.categories][:3] == ["accuracy", "terminology", "linguistic-conventions"]
    assert {"accuracy/omission", "linguistic-conventions/grammar", "non-translation"} <= whole.ids
    assert whole.to_json()["categories"][0]["children"][0]["id"] == "accuracy/mistranslation"


def test_severities_weigh_what_the_scorecard_gives_them():
    assert {one.id: one.weight for one in typology_of("mqm").severities} == dict(WEIGHTS)


def test_esa_asks_for_two_severities_and_no_category():
    assert not typology_of("esa").categories
    assert [one.id for one in typology_of("esa").severities] == [Severity.MINOR, Severity.MAJOR]


def test_score_is_what_errors_weigh_below_zero():
    """Minor 1, major 5, minor punctuation 0.1, non-translation 25: Freitag et al. (2021), table 12."""
    marked = [
        MarkedSpan("hypothesis", 0, 1, "accuracy/omission", Severity.MAJOR),
        MarkedSpan("hypothesis", 0, 1, "linguistic-conventions/punctuation", Severity.MINOR),
        MarkedSpan("hypothesis", 0, 1, "non-translation", Severity.MAJOR),
        MarkedSpan("hypothesis", 0, 1, "of-one's-own", Severity.MINOR),
    ]
    assert mqm_score(marked, typology_of("mqm")) == -31.1
    assert str(mqm_score([], typology_of("mqm"))) == "0.0"


def test_file_of_ones_own_adds_the_dimensions_that_paths_begin_with(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text('[[categories]]\nid = "client/tone"\nname = "Tone"\nweights = { minor = 3 }\n', encoding="utf-8")
    ours = read_typology(path)
    assert ours.ids == {"client", "client/tone"}
    assert ours.categories[0].name == "Client"
    assert ours.weight("client/tone", Severity.MINOR) == 3
    assert len(ours.severities) == 4


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        ('[[categories]]\nid = "a"\nname = "A"\n\n[[categories]]\nname = "B"\n', "'id' is missing", 5),
        ('[[categories]]\nid = "a b"\nname = "A"\n', "not a path", 1),
        ('[[categories]]\nid = "a"\nname = "A"\ncolour = 1\n', "unknown key 'colour'", 1),
        ('[[categories]]\nid = "a"\nname = "A"\nweights = { fatal = 1 }\n', "no severity 'fatal'", 1),
        ('[[categories]]\nid = "a"\nname = "A"\nweights = { minor = -1 }\n', "a number from 0", 1),
        ('[[categories]]\nid = "a"\nname = "A"\n' * 2, "stands twice", None),
        ("[[categories]]\nid = \n", "not TOML", 2),
        ("", "the file is empty", None),
        ("categories = 1\n", "must be tables", None),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_line(tmp_path, text, problem, line):
    path = tmp_path / "ours.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MtqaError, match=problem) as error:
        read_typology(path)
    assert (error.value.path, error.value.line) == (str(path), line)
