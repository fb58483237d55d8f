"""Lab: a GAN in two dimensions that trains in the browser, where everything of it can be seen."""

import streamlit as st

from playground.lab.lab_page import lab_page
from playground.shared import theme


def main() -> None:
    theme.apply()
    query = st.query_params
    lab_page(
        link=query.get("lab", ""),
        locked=query.get("lock", ""),
        hidden=query.get("hide", ""),
        present=query.get("present", "") == "1",
        key="lab",
    )


main()
