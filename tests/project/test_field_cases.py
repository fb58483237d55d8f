"""What goes wrong for people who bring their own images and models goes right here."""

import pytest

from benchmarks.field_cases.__main__ import CASES, outcome


def test_all_cases_are_there():
    assert [case.name[:4] for case in CASES] == [f"B{number:02d} " for number in range(1, 29)]
    assert all(case.correct and case.before for case in CASES)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_right(case, tmp_path, signals):
    found = outcome(case, tmp_path)
    assert found.right, found.happened
