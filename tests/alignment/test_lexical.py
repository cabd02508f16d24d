from mtqa.alignment.lexical import surface_vectors


def alike(one: str, other: str) -> float:
    """Share of what the two sentences show that they have in common, among sentences that share nothing with them."""
    (a, alone_a), (b, alone_b) = surface_vectors([one, "xyz"], [other, "uvw"])
    product = float(a[0] @ b[0])
    length = float(((a[0] @ a[0]) + alone_a[0]) * ((b[0] @ b[0]) + alone_b[0])) ** 0.5
    return product / length


def test_names_meet_across_scripts() -> None:
    assert alike("Kishida", "Кишида") > 0.99
    assert alike("Michel", "Мишел") < alike("Tokio", "Токио")
    assert alike("Papadopoulos", "Παπαδόπουλος") > 0.3
    assert alike("Kishida", "Мишел") < 0.05


def test_numbers_meet_across_formats() -> None:
    assert alike("12,000", "12.000") > 0.99
    assert alike("12", "13") < 0.05


def test_accents_and_case_do_not_matter() -> None:
    assert alike("Économie", "economie") > 0.99


def test_what_shows_nothing_has_a_vector_of_nothing() -> None:
    (vectors, alone), _ = surface_vectors(["...", "a"], ["!!", "a"])
    assert not vectors[0].any()
    assert alone[0] == 0
