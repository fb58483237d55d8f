"""Rounds of the game that a class has played, pooled by deck and moment: its own quality curve."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from playground.classroom.answers import Answer

COUNTS = ("hits", "misses", "falseAlarms", "rejections")  # of the table of a round
OF_FAKES = COUNTS[2:]  # also one by one for each moment, where a round mixes them
PLAYERS = ("", "D_")  # a student, and D on the same images
MOST_IMAGES = 100  # of a kind in a round; a larger count is none that the game has sent
MOST_MOMENTS = 8
MOST_GROUPS = 12  # so that one student's made-up names cannot flood the teacher's page


def by_moment(answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """Sums of the counts of all rounds of each deck and moment, most students first.

    A round counts as it was played the first time: who sees its images again knows them. The
    moment "mix" has the counts of fakes as lists, one number a moment, under names that end in
    "_at".
    """
    groups: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    students: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    played = set()
    for answer in answers:
        result = answer.result
        if not isinstance(result, dict) or not _has_counts(result):
            continue
        deck, moment, number = (str(result.get(name, "")) for name in ("deck", "moment", "round"))
        images = (answer.student, deck, moment, answer.seed, number)
        if images not in played:
            played.add(images)
            groups[deck, moment].append(result)
            students[deck, moment].add(answer.student)
    most = sorted(groups, key=lambda group: (-len(students[group]), group))[:MOST_GROUPS]
    return [
        {"deck": deck, "moment": moment, "rounds": len(groups[deck, moment])}
        | _sums(groups[deck, moment])
        for deck, moment in most
    ]


def _has_counts(result: dict[str, Any]) -> bool:
    return all(_is_count(result.get(name)) for name in COUNTS)


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= MOST_IMAGES


def _sums(results: list[dict[str, Any]]) -> dict[str, Any]:
    """Of each count that every round has, so that D's counts are of the same images."""
    found: dict[str, Any] = {}
    for player in PLAYERS:
        for name in (f"{player}{count}" for count in COUNTS):
            values = [result.get(name) for result in results]
            if all(map(_is_count, values)):
                found[name] = sum(values)
        for name in (f"{player}{count}_at" for count in OF_FAKES):
            rows: list[Any] = [result.get(name) for result in results]
            if all(map(_are_counts, rows)) and len({len(row) for row in rows}) == 1:
                found[name] = [sum(column) for column in zip(*rows, strict=True)]
    return found


def _are_counts(values: Any) -> bool:
    return (
        isinstance(values, list) and 0 < len(values) <= MOST_MOMENTS and all(map(_is_count, values))
    )
