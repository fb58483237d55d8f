"""Page config and navigation, nothing else."""

from pathlib import Path

import streamlit as st

# An emoji or a named icon would be fetched from the network.
ICON = Path(__file__).parent / "icon.png"

st.set_page_config(page_title="GAN Playground", page_icon=ICON, layout="wide")
st.navigation(
    [
        st.Page("views/explore.py", title="Explore", icon=":material/explore:", default=True),
        st.Page("views/train.py", title="Train", icon=":material/model_training:"),
        st.Page("views/compare.py", title="Compare", icon=":material/compare_arrows:"),
        st.Page("views/check.py", title="Check losses", icon=":material/rule:"),
    ],
    position="top",
).run()
