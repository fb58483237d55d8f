"""Page config and navigation, nothing else."""

import streamlit as st

st.set_page_config(
    page_title="GAN Playground", page_icon=":material/auto_awesome_mosaic:", layout="wide"
)
st.navigation(
    [
        st.Page("views/explore.py", title="Explore", icon=":material/explore:", default=True),
        st.Page("views/train.py", title="Train", icon=":material/model_training:"),
    ],
    position="top",
).run()
