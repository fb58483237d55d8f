"""No acknowledged answer is lost and none is doubled while the server is killed and started."""

from pathlib import Path

from tests.playground.classroom.scripted_class import run_class


def test_acknowledged_answers_survive_three_kills_and_count_once(tmp_path: Path) -> None:
    tally = run_class(tmp_path, students=12, each=6, seconds=6, kills=3)
    assert tally.kills == 3 and tally.repeated > 0
    assert len(tally.acknowledged) == tally.sent == 72
    assert tally.lost == 0 and tally.doubled == 0
    assert len(tally.in_file) == 72
