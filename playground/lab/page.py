"""Lab: a GAN in two dimensions that trains in the browser, where everything of it can be seen."""

import streamlit as st

from playground.lab.lab_page import lab_page
from playground.shared import theme


def main() -> None:
    theme.apply()
    lab_page(st.query_params.to_dict(), key="lab")


main()
