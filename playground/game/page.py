"""Game: be D and tell held-out reals from fakes, be G and fool a neighbour, or find the copies."""

import streamlit as st

from playground.game import decks
from playground.game.game_view import game
from playground.shared import theme
from playground.shared.paths import runs_root
from playground.shared.state import DECK, DECK_TO_MAKE


def main() -> None:
    theme.apply()
    st.title("Game", anchor=False)
    found = decks.listed(runs_root(), DECK.get())
    if not found:
        st.info("There is no deck here; make one with `python -m gan_core deck RUN_DIR`.")
        return
    game(found, st.session_state.get(DECK_TO_MAKE, ""), key="game")


main()
