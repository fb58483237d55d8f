"""The fair order of waiting runs. Pure: no files, no clock, no torch.

Start-time fair queueing (Goyal, Vin and Cheng, 1996) with the cost of every run taken as one, which
people know as rounds: nobody's second run starts before the first of anybody who waits, and nobody
gets a second device while another person waits. What is running is never taken away, and a device
never stays idle for the sake of the order.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

ANY_DEVICE = ""


@dataclass(frozen=True)
class Ticket:
    """One run in the queue."""

    run: str
    person: str
    round: int = 1
    """From 1 on; see `round_of_next`."""
    queued_at: float = 0.0
    """Seconds of the clock of whoever queues runs; only compared with others of that clock."""
    seconds: float | None = None
    """How long its whole budget takes; None where that is unknown."""
    device: str = ANY_DEVICE
    """The kind of device it needs: cpu, cuda, mps, or any."""
    ahead: bool = False
    """Put before all others by the teacher."""
    returned: bool = False
    """Back after the process that trained it died."""
    not_on: frozenset[str] = frozenset()
    """Machines that have been found to lack its images."""

    def suits(self, device: str, host: str = "") -> bool:
        """Whether a worker on this kind of device, on this machine, may take the run."""
        is_kind = ANY_DEVICE in (self.device, device) or self.device == device.split(":")[0]
        return is_kind and host not in self.not_on


def next_ticket(
    waiting: Iterable[Ticket],
    going: Mapping[str, int],
    served: Collection[str],
    device: str = ANY_DEVICE,
    host: str = "",
) -> Ticket | None:
    """The run that a free device, of this machine, takes; None if none suits it.

    `going` counts each person's runs on devices, `served` holds everybody who has had a run in this
    lesson: the times over which people are treated alike, a few hours.
    """
    suiting = (ticket for ticket in waiting if ticket.suits(device, host))
    return min(
        suiting,
        key=lambda it: (
            not it.ahead,
            going.get(it.person, 0) > 0,
            it.person in served,
            it.round,
            not it.returned,
            it.queued_at,
            it.run,
        ),
        default=None,
    )


def round_of_next(present_round: int, last_round: int) -> int:
    """The round of a person's next run: the present one, or that after their last one.

    `present_round` is the round of the run that was started last, 1 if there was none in this
    lesson; `last_round` is that of the person's last run, 0 if this is their first.
    """
    return max(present_round, 1 + last_round)


def latest_place(
    ticket: Ticket,
    waiting: Collection[Ticket],
    going: Mapping[str, int],
    served: Collection[str],
    last_rounds: Mapping[str, int],
    present_round: int,
    devices: int,
) -> int | None:
    """The place, from 1 on, that `ticket` is sure of, whoever queues runs from now on.

    `last_rounds` has everybody present, with 0 for who has had no run yet. None where there is no
    such place: with several devices, all others go first while another run of this person trains.
    Not foreseen are the teacher, and a run that comes back after its process died or its pause.
    """
    own = [it for it in waiting if it.person == ticket.person and _rank(it) < _rank(ticket)]
    if ticket.ahead:
        return 1 + sum(it.ahead and it != ticket for it in waiting)
    if devices > 1 and (own or going.get(ticket.person)):
        return None
    is_first = not own and ticket.person not in served
    before = len(own)
    for person in {*last_rounds, *(it.person for it in waiting)} - {ticket.person}:
        theirs = [it for it in waiting if it.person == person]
        sooner = sum(_rank(it) < _rank(ticket) for it in theirs if not it.ahead)
        # Runs not queued yet that belong into rounds before this one.
        to_come = max(0, ticket.round - round_of_next(present_round, last_rounds.get(person, 0)))
        if person in served:
            passing = 0 if is_first else sooner + to_come
        else:  # the first run of somebody passes all but other firsts, whatever its round
            passing = min(1, sooner + to_come) if is_first else max(1, sooner + to_come)
        before += passing + sum(it.ahead for it in theirs)
    return 1 + before


def _rank(ticket: Ticket) -> tuple[bool, int, bool, float, str]:
    """The order among the tickets of one person, and of those who have all had a run."""
    return (not ticket.ahead, ticket.round, not ticket.returned, ticket.queued_at, ticket.run)
