"""A class that queues runs, on a simulated clock: latecomers, early stops, kills and pauses.

It knows the rule only through `next_ticket`; what the rule promises is asserted by the tests.
"""

import copy
import heapq
import random
from collections import Counter
from dataclasses import dataclass, field, replace

from gan_core.queue.fair_order import Ticket, next_ticket, round_of_next
from gan_core.queue.forecast import START_SECONDS, Device


@dataclass
class Going:
    """A run on a device."""

    ticket: Ticket
    left: float  # seconds of its budget when it was started
    started: float
    ends: float

    def seconds_to_full(self, now):
        return self.started + START_SECONDS + self.left - now


@dataclass
class Class:
    devices: int
    waiting: list[Ticket] = field(default_factory=list)
    going: list[Going | None] = field(default_factory=list)
    clock: float = 0.0
    last_rounds: dict[str, int] = field(default_factory=dict)  # of everybody present
    started: list[tuple[Ticket, float]] = field(default_factory=list)
    had: list[str] = field(default_factory=list)  # people in the order of their runs' starts
    shares: list[float] = field(default_factory=list)
    present_round: int = 1

    def __post_init__(self):
        self.going = [None] * self.devices

    def counts(self):
        return Counter(it.ticket.person for it in self.going if it)

    def as_devices(self):
        return [
            Device("cpu", it.ticket.person, max(0.0, it.seconds_to_full(self.clock)))
            if it
            else Device("cpu")
            for it in self.going
        ]  # fmt: skip

    def submit(self, person, seconds):
        number = round_of_next(self.present_round, self.last_rounds.get(person, 0))
        self.last_rounds[person] = number
        name = f"{person}-{number}-{self.clock:.3f}-{len(self.started) + len(self.waiting)}"
        self.waiting.append(Ticket(name, person, number, self.clock, seconds))

    def start_what_may(self, share=lambda ticket: 1.0, check=None):
        """Every free device takes a run, which uses this share of its budget."""
        for number, it in enumerate(self.going):
            ticket = None if it else next_ticket(self.waiting, self.counts(), {*self.had}, "cpu")
            if ticket is None:
                continue
            if check:
                check(self, ticket)
            self.waiting.remove(ticket)
            ends = self.clock + START_SECONDS + share(ticket) * ticket.seconds
            self.going[number] = Going(ticket, ticket.seconds, self.clock, ends)
            self.started.append((ticket, self.clock))
            self.had.append(ticket.person)
            self.present_round = ticket.round

    def next_end(self):
        return min((it.ends for it in self.going if it), default=float("inf"))

    def end_what_has(self):
        for number, it in enumerate(self.going):
            if it and it.ends <= self.clock:
                self.going[number] = None
                used = (it.ends - it.started - START_SECONDS) / it.left
                self.shares.append(min(1.0, used))
                return  # one at a time, as they are on real clocks

    def kill(self, number):
        """The process dies and the run comes back; its person has not had that run."""
        it = self.going[number]
        if it:
            self.going[number] = None
            self.had.remove(it.ticket.person)
            self.waiting.append(replace(it.ticket, returned=True))

    def pause(self, number):
        """The run gives its device back, since others wait; with this ticket it comes back."""
        it = self.going[number]
        if it is None or not self.waiting:
            return None
        self.going[number] = None
        left = max(1.0, it.left - max(0.0, self.clock - it.started - START_SECONDS))
        return replace(it.ticket, seconds=left)

    def left_alone(self):
        """What starts when, if nobody does anything more and every run uses its whole budget."""
        future = copy.deepcopy(self)
        future.started = []
        for it in future.going:
            if it:
                it.ends = it.started + START_SECONDS + it.left
        while future.waiting:
            future.start_what_may()
            future.clock = max(future.clock, future.next_end())
            future.end_what_has()
        return [(ticket.run, at - self.clock) for ticket, at in future.started]


@dataclass
class Script:
    """What happens in a lesson, from one seed."""

    people: int
    runs_each: int
    devices: int
    latecomers: int
    kills: int
    pauses: int
    seed: int

    def play(self, check=None, at_every_instant=None):
        """The class after its lesson; `check(class, ticket)` is called before a run starts."""
        chance = random.Random(self.seed)
        lesson = Class(self.devices)
        events = [*self._arrivals(chance), *self._troubles(chance)]
        heapq.heapify(events)
        stopped_early = {}

        def share(ticket):
            # A third of all runs is stopped by its person, after at least a fifth.
            return stopped_early.setdefault(ticket.run, min(1.0, chance.uniform(0.2, 1.4)))

        while events or lesson.waiting or any(lesson.going):
            lesson.clock = min(events[0][0] if events else float("inf"), lesson.next_end())
            if events and events[0][0] <= lesson.next_end():
                _, _, what, argument = heapq.heappop(events)
                if what == "submit":
                    lesson.submit(*argument)
                elif what == "kill":
                    lesson.kill(argument % self.devices)
                elif what == "pause" and (ticket := lesson.pause(argument % self.devices)):
                    back = lesson.clock + chance.uniform(1, 300)
                    heapq.heappush(events, (back, chance.random(), "back", ticket))
                elif what == "back":
                    lesson.waiting.append(replace(argument, queued_at=lesson.clock))
            else:
                lesson.end_what_has()
            lesson.start_what_may(share, check)
            if at_every_instant:
                at_every_instant(lesson)
        return lesson

    def _arrivals(self, chance):
        for number in range(self.people):
            late = number < self.latecomers
            at = chance.uniform(300, 1500) if late else chance.uniform(0, 60)
            budget = chance.choice([60.0, 120.0, 120.0, 180.0])
            for _ in range(self.runs_each):
                yield at, chance.random(), "submit", (f"person {number}", budget)
                at += chance.choice([1.0, 20.0, 300.0])

    def _troubles(self, chance):
        for what, count in (("kill", self.kills), ("pause", self.pauses)):
            for _ in range(count):
                yield chance.uniform(0, 2000), chance.random(), what, chance.randrange(99)
