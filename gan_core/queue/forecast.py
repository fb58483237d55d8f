"""When a waiting run is expected to start: its place, and a time that is probably between two.

Every start is predicted by `next_ticket`, the function that the workers pick with, applied to the
devices as they fall free one after another. Pure: no files, no clock, no torch.
"""

import heapq
import statistics
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from gan_core.queue.fair_order import ANY_DEVICE, Ticket, next_ticket

START_SECONDS = 8.0  # from the choice of a run to its first update
UNKNOWN_SECONDS = 300.0  # of a run whose length nobody knows: the default budget
EARLY = 0.25  # the quantile of used shares with which the earliest start is reckoned
SHARES_NEEDED = 4  # ended runs before their shares say anything


@dataclass(frozen=True)
class Device:
    """What a worker trains on."""

    kind: str = ANY_DEVICE
    person: str | None = None
    """Whose run trains on it; None when it is free."""
    seconds_left: float = 0.0
    """Until its run has used its whole budget."""
    host: str = ""
    """The machine it is in."""


@dataclass(frozen=True)
class Expected:
    """Where a waiting run stands."""

    ticket: Ticket
    place: int
    """From 1 on: how many runs start until this one has."""
    earliest: float
    latest: float
    """Seconds from now until it starts, probably between the two."""


def forecast(
    waiting: Collection[Ticket],
    devices: Sequence[Device],
    served: Collection[str],
    shares: Sequence[float] = (),
    newcomers: int = 0,
) -> list[Expected]:
    """Every waiting run in the order in which they are going to start.

    `shares` are the used shares, 0 to 1, of the budgets of runs that have ended; people stop early.
    `newcomers` is how many people present have not queued their first run yet. Without a device
    there is an order and no time: `earliest` and `latest` are then infinite.
    """
    if not devices:
        alone = [Device()]
        return [
            Expected(ticket, place, float("inf"), float("inf"))
            for place, (ticket, _) in enumerate(_starts(waiting, alone, served, 1.0), start=1)
        ]
    in_full = _starts(waiting, devices, served, 1.0)
    share = _early_share(shares)
    # A run that trains now may be stopped at any moment.
    now = [replace(it, seconds_left=0.0) for it in devices]
    early = dict(_by_run(_starts(waiting, now, served, share)))
    late = dict(_by_run(_starts([*waiting, *_firsts(newcomers, waiting)], devices, served, 1.0)))
    return [
        Expected(
            ticket, place, min(early.get(ticket.run, at), at), max(late.get(ticket.run, at), at)
        )
        for place, (ticket, at) in enumerate(in_full, start=1)
    ]  # fmt: skip


def _starts(
    waiting: Iterable[Ticket], devices: Sequence[Device], served: Collection[str], share: float
) -> list[tuple[Ticket, float]]:
    """Every run that suits a device with its start, when each uses this share of its budget."""
    left, had = list(waiting), {*served}
    going = Counter(it.person for it in devices if it.person is not None)
    free = [(it.seconds_left, number, it.person) for number, it in enumerate(devices)]
    heapq.heapify(free)
    found = []
    while free and left:
        now, number, person = heapq.heappop(free)
        if person is not None:
            going[person] -= 1
        ticket = next_ticket(left, going, had, devices[number].kind, devices[number].host)
        if ticket is None:
            continue  # nothing that waits suits this device
        left.remove(ticket)
        found.append((ticket, now))
        had.add(ticket.person)
        going[ticket.person] += 1
        length = UNKNOWN_SECONDS if ticket.seconds is None else ticket.seconds
        heapq.heappush(free, (now + START_SECONDS + share * length, number, ticket.person))
    return found


def _by_run(starts: list[tuple[Ticket, float]]) -> list[tuple[str, float]]:
    return [(ticket.run, start) for ticket, start in starts]


def _early_share(shares: Sequence[float]) -> float:
    if len(shares) < SHARES_NEEDED:
        return EARLY
    return statistics.quantiles(shares, n=round(1 / EARLY), method="inclusive")[0]


def _firsts(count: int, waiting: Collection[Ticket]) -> list[Ticket]:
    """Runs of people who have not queued one yet, as long as those that wait."""
    lengths = [it.seconds for it in waiting if it.seconds is not None]
    length = statistics.median(lengths) if lengths else UNKNOWN_SECONDS
    return [
        Ticket(f"first run {number}", f"newcomer {number}", 1, 0.0, length)
        for number in range(count)
    ]
