"""What a class has answered: a histogram, and sums of what pages have measured."""

from collections import Counter, defaultdict
from typing import Any

from playground.classroom.answer_file import AnswerFile
from playground.classroom.answers import VOTES
from playground.classroom.rounds import by_moment
from playground.shared.questions import Question


def counts(answers: AnswerFile, question: Question) -> list[dict[str, Any]]:
    """For each vote: students, how often each option was chosen, sums of numeric results, and the
    rounds of the game by moment.

    The sums pool a class: of hits and false alarms of the game, of clusters hit. A number that only
    a few have sent is left out: its name is none that a page gave it, and the projector shows it.
    """
    return [_of_vote(answers, question, vote) for vote in VOTES]


def _of_vote(answers: AnswerFile, question: Question, vote: int) -> dict[str, Any]:
    last = answers.last(question.id, vote)
    chosen = Counter(answer.option for answer in last)
    found: defaultdict[str, list[float]] = defaultdict(list)
    for answer in last:
        result = answer.result if isinstance(answer.result, dict) else {"value": answer.result}
        for key, value in result.items():
            if isinstance(value, (int, float)):
                found[key].append(value)
    usual = {key: sum(values) for key, values in found.items() if 2 * len(values) > len(last)}
    return {
        "vote": vote,
        "students": len(last),
        "chosen": {option: chosen[option] for option in question.answers()},
        "sums": dict(sorted(usual.items())),
        "rounds": [] if question.answers() else by_moment(answers.every(question.id, vote)),
    }
