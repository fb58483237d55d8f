"""Game: be the discriminator. Tell held-out reals from fakes, then compare with D."""

import streamlit as st

from playground.game import decks
from playground.game.game_view import game
from playground.shared import theme
from playground.shared.paths import runs_root
from playground.shared.state import DECK, DECK_TO_MAKE


def main() -> None:
    theme.apply()
    st.title("Be the discriminator", anchor=False)
    found = decks.listed(runs_root(), DECK.get())
    if not found:
        st.info("There is no deck here; make one with `python -m gan_core deck RUN_DIR`.")
        return
    game(found, st.session_state.get(DECK_TO_MAKE, ""), key="game")


main()
