"""Where a class stands: block, question, what is revealed, the lab that is shown. In state.json.

The teacher's page changes it, every student's page and the projector read it once a second.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from gan_core import GanError
from playground.classroom.answers import VOTES
from playground.classroom.shown_lab import shown_lab
from playground.shared.plan_blocks import Block
from playground.shared.questions import Question

LONGEST_TIMER = 3600  # seconds


@dataclass(frozen=True)
class ClassState:
    """`ends` is when the timer runs out, in seconds of the server's clock since 1970."""

    question: str = ""  # the one the class talks about
    vote: int = 1
    open: tuple[str, ...] = ()
    own_pace: bool = False  # every question that is not revealed takes answers, of either vote
    revealed: tuple[str, ...] = ()
    paused: bool = False
    ends: float | None = None
    block: int = -1  # of the plan, from 0; -1 before the first and where there is no plan
    lab: dict[str, Any] | None = None  # as shown_lab.py has it

    def takes(self, question: str, vote: int) -> bool:
        """Whether an answer to this vote on this question is stored now."""
        return question in self.open and (self.own_pace or vote == self.vote)


def after(
    state: ClassState,
    wish: dict[str, Any],
    questions: Sequence[Question],
    blocks: Sequence[Block],
    now: float,
) -> ClassState:
    """The state after what the teacher pressed. GanError when it makes no sense.

    `wish` is {"do": "open", "question": id, "vote": 1} and the like; `now` in seconds since 1970.
    """
    match wish.get("do"):
        case "open":
            question = _known(wish.get("question"), questions)
            vote = wish.get("vote", 1)
            if type(vote) is not int or vote not in VOTES:
                raise GanError("The vote must be 1 or 2.")
            return _opened(state, question, vote)
        case "next":
            return _opened(state, _next(state, _asked(state, questions, blocks)), 1)
        case "block":
            return _begun(state, wish.get("block"), blocks)
        case "open all":
            rest = _unrevealed(state, _asked(state, questions, blocks))
            return replace(state, vote=1, open=rest, own_pace=True, lab=None)
        case "close":
            return replace(state, open=(), own_pace=False)
        case "reveal":
            question = _known(wish.get("question", state.question), questions)
            rest = tuple(each for each in state.open if each != question)
            revealed = (*(each for each in state.revealed if each != question), question)
            return replace(
                state, question=question, open=rest, revealed=revealed, ends=None, lab=None
            )
        case "lab":
            return replace(state, lab=shown_lab(wish.get("lab")))
        case "pause":
            return replace(state, paused=wish.get("paused") is True)
        case "timer":
            return replace(state, ends=_ends(wish.get("seconds"), now))
    raise GanError("The teacher's page asked for something that does not exist; reload it.")


def state_from(value: Any) -> ClassState:
    """The state in a parsed state.json; a fresh one where the file is missing or damaged."""
    try:
        return ClassState(
            question=str(value["question"]), vote=2 if value["vote"] == 2 else 1,
            open=tuple(map(str, value["open"])), own_pace=value["own_pace"] is True,
            revealed=tuple(map(str, value["revealed"])), paused=value["paused"] is True,
            ends=None if value["ends"] is None else float(value["ends"]),
            block=int(value.get("block", -1)), lab=shown_lab(value.get("lab")),
        )  # fmt: skip
    except (GanError, KeyError, TypeError, ValueError):
        return ClassState()


def _opened(state: ClassState, question: str, vote: int) -> ClassState:
    """One question takes answers; its counts are hidden again if they were shown."""
    hidden = tuple(each for each in state.revealed if each != question)
    return replace(
        state, question=question, vote=vote, open=(question,), own_pace=False, revealed=hidden,
        ends=None, lab=None,
    )  # fmt: skip


def _begun(state: ClassState, number: Any, blocks: Sequence[Block]) -> ClassState:
    """Another block begins: no question is talked about; those of own pace take answers."""
    if type(number) is not int or not 0 <= number < len(blocks):
        raise GanError("This class has no such block; reload the teacher's page.")
    block = blocks[number]
    rest = _unrevealed(state, block.asks) if block.own_pace else ()
    return replace(
        state, block=number, question="", vote=1, open=rest, own_pace=block.own_pace, ends=None,
        lab=None,
    )  # fmt: skip


def _asked(
    state: ClassState, questions: Sequence[Question], blocks: Sequence[Block]
) -> Sequence[str]:
    """What may be asked now, in order: the questions of the block, or all where there is none."""
    if 0 <= state.block < len(blocks):
        return blocks[state.block].asks
    return [each.id for each in questions]


def _unrevealed(state: ClassState, asked: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in asked if each not in state.revealed)


def _known(question: Any, questions: Sequence[Question]) -> str:
    if question not in [each.id for each in questions]:
        raise GanError("This class has no such question; reload the teacher's page.")
    return str(question)


def _next(state: ClassState, asked: Sequence[str]) -> str:
    after_it = asked.index(state.question) + 1 if state.question in asked else 0
    if after_it >= len(asked):
        if state.block >= 0:
            raise GanError("This block has no further question; start the next block.")
        raise GanError("This was the last question.")
    return asked[after_it]


def _ends(seconds: Any, now: float) -> float | None:
    if type(seconds) is not int or not 0 <= seconds <= LONGEST_TIMER:
        raise GanError(f"The timer runs for 0 to {LONGEST_TIMER} seconds.")
    return now + seconds if seconds else None
