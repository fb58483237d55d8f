"""Page config, navigation and what lies around every page, nothing else."""

from pathlib import Path

import streamlit as st

from playground.shared import page_frame

# An emoji or a named icon would be fetched from the network.
ICON = Path(__file__).parent / "shared" / "icon.png"

st.set_page_config(page_title="GAN Playground", page_icon=ICON, layout="wide")
page_frame.show()
st.navigation(
    [
        st.Page("explore/page.py", title="Explore", icon=":material/explore:", default=True),
        st.Page("train/page.py", title="Train", url_path="train", icon=":material/model_training:"),
        st.Page("runs/page.py", title="Runs", url_path="runs", icon=":material/view_list:"),
        st.Page("draw/page.py", title="Draw", url_path="draw", icon=":material/draw:"),
        st.Page("lab/page.py", title="Lab", url_path="lab", icon=":material/science:"),
        st.Page(
            "compare/page.py", title="Compare", url_path="compare", icon=":material/compare_arrows:"
        ),
        st.Page("check/page.py", title="Check losses", url_path="check", icon=":material/rule:"),
        st.Page("learn/page.py", title="Learn", url_path="learn", icon=":material/school:"),
        # Reached from Train, Runs and the runs of a sweep.
        st.Page("runs/sweep_page.py", title="Sweep", url_path="sweep", visibility="hidden"),
        # Reached from Learn.
        st.Page("game/page.py", title="Game", url_path="game", visibility="hidden"),
        st.Page("classroom/page.py", title="Class", url_path="class", visibility="hidden"),
        # Reached from the panel "Teacher", and from the page of a class.
        st.Page(
            "classroom/gallery_page.py",
            title="Everyone's runs",
            url_path="gallery",
            visibility="hidden",
        ),
    ],
    position="top",
).run()
