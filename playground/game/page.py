"""Game: be the discriminator. Tell held-out reals from fakes, then compare with D."""

import streamlit as st

from playground.game import decks
from playground.game.game_view import game
from playground.shared import theme
from playground.shared.paths import runs_root


def main() -> None:
    theme.apply()
    st.title("Be the discriminator", anchor=False)
    found = decks.listed(runs_root())
    if not found:
        st.info("There is no deck here; make one with `python -m gan_core deck RUN_DIR`.")
        return
    game(found, key="game")


main()
