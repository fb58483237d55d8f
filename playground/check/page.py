"""Check losses: can a reported G loss and a reported D loss both be true?"""

import streamlit as st

from gan_core import GanError
from gan_core.diagnosis.loss_check import check_example, check_losses
from playground.check import loss_table
from playground.shared import theme

CONVENTIONS = {
    "sum": "sum of its halves",
    "mean": "mean of its halves",
    "unknown": "not said",
}
ABOUT = """
G's loss is the mean of -log D(G(z)); the fake half of D's loss is the mean of -log(1 - D(G(z))).
Both look at the same numbers, so a low G loss forces a high D loss, and some pairs cannot be.
It holds for cross entropy with labels 1 and 0 and the non-saturating loss of G.
"""


def main() -> None:
    """The whole page. What a person can cause is answered by a sentence, never by a traceback."""
    theme.apply()
    st.title("Check reported losses", anchor=False)
    st.caption(ABOUT)
    first, second, third = st.columns([2, 2, 4])
    loss_G = first.number_input("G loss", 0.0, 1e5, 0.4, 0.05, format="%g", key="loss-G")
    loss_D = second.number_input("D loss", 0.0, 1e5, 0.75, 0.05, format="%g", key="loss-D")
    with third:
        convention = st.segmented_control(
            "D loss is the", list(CONVENTIONS), format_func=CONVENTIONS.get, default="unknown",
            required=True, key="convention",
        )  # fmt: skip
    conventions = ("sum", "mean") if convention == "unknown" else (convention,)
    try:
        found = [("yours", check_losses(loss_G, loss_D, name)) for name in conventions]
        loss_table.show("yours", "Pair", found)
    except GanError as error:
        st.error(str(error))
    st.subheader("An example: a published table of losses")
    st.caption("The source of the recipe tconv_mlp reports it for its 50 epochs.")
    rows = [(f"epoch {epoch}", row) for name in conventions for epoch, row in check_example(name)]
    loss_table.show("example", "Epoch", rows)


main()
