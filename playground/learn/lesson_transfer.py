"""The end of a lesson: a page where the same is met in images, and recorded runs of garments."""

from dataclasses import dataclass, field

from gan_core import GanError
from playground.shared.exhibits import find_recording, run_id_of
from playground.shared.toml_fields import Table, query, refuse_unknown, tables, text

FEWEST_CURVES, MOST_CURVES = 2, 6


@dataclass(frozen=True)
class Match:
    """A recorded run of which the loss curves are shown; students say which cause they have."""

    exhibit: str
    cause: str
    reason: str


@dataclass(frozen=True)
class Transfer:
    """Where the same is met again in images."""

    words: str
    label: str
    page: str
    query: dict[str, str] = field(default_factory=dict)
    exhibit: str = ""  # a recorded run to watch, too
    match: tuple[Match, ...] = ()


def read_transfer(transfer: Table, pages: tuple[str, ...]) -> Transfer:
    """The transfer of a lesson, which leads to one of `pages`. GanError says what to mend."""
    where = "transfer: "
    refuse_unknown(transfer, ("words", "label", "page", "query", "exhibit", "match"), where)
    if transfer.get("page") not in pages:
        raise GanError(f"{where}page must be one of {', '.join(pages[1:])}, or empty for Explore.")
    return Transfer(
        text(transfer, "words", where), text(transfer, "label", where), transfer["page"],
        query(transfer, "query", where) if "query" in transfer else {},
        _exhibit(transfer, where) if "exhibit" in transfer else "", _matches(transfer, where),
    )  # fmt: skip


def _matches(transfer: Table, where: str) -> tuple[Match, ...]:
    rows = tables(transfer, "match", where) if "match" in transfer else []
    if rows and not FEWEST_CURVES <= len(rows) <= MOST_CURVES:
        raise GanError(f"{where}match has {FEWEST_CURVES} to {MOST_CURVES} runs.")
    found = []
    for number, row in enumerate(rows, 1):
        inside = f"{where}match {number}: "
        refuse_unknown(row, ("exhibit", "cause", "reason"), inside)
        words = [text(row, name, inside) for name in ("cause", "reason")]
        found.append(Match(_exhibit(row, inside), *words))
    return tuple(found)


def _exhibit(content: Table, where: str) -> str:
    name = text(content, "exhibit", where)
    find_recording(run_id_of(name))
    return name
