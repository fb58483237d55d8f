"""The blocks of a plan: what is written wrongly is named, so that nothing is overlooked."""

from typing import Any

import pytest

from gan_core import GanError
from playground.shared.plan_blocks import parse_blocks


def block(**changes: Any) -> dict[str, Any]:
    return {"title": "T", "minutes": 3, "do": "D.", "fallback": "F.", **changes}


@pytest.mark.parametrize(
    "changes, address",
    [
        ({}, ""),
        ({"page": "class"}, ""),
        ({"lesson": "01-two-roles"}, "learn?lesson=01-two-roles"),
        ({"page": "game", "query": {"moment": 1}}, "game?moment=1"),
    ],
)
def test_a_block_leads_to_a_lesson_a_page_or_the_class_page(
    changes: dict[str, Any], address: str
) -> None:
    (found,) = parse_blocks({"blocks": [block(**changes)]}, ["01-two-roles"], [])
    assert found.address() == address and found.own_pace is False


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"lesson": "01-two-roles", "page": "game"}, "give lesson or page"),
        ({"query": {"moment": 1}}, "query belongs to a page"),
        ({"page": "class", "query": {"moment": 1}}, "query belongs to a page"),
        ({"own_pace": "yes"}, "own_pace must be true or false"),
        ({"asks": ["gone"]}, "ids of questions"),
        ({"pages": "game"}, "pages is no part of a block"),
    ],
)
def test_what_would_be_overlooked_is_named(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(GanError, match=rf"blocks, number 1: .*{said}"):
        parse_blocks({"blocks": [block(**changes)]}, ["01-two-roles"], [])
