"""Check losses: can a reported G loss and a reported D loss both be true?"""

import streamlit as st

from gan_core import GanError
from gan_core.diagnosis.loss_check import check_example, check_losses
from playground.check import loss_table
from playground.shared import theme

# How a D loss is made of its real and its fake term.
CONVENTIONS = {
    "sum": "sum",
    "mean": "average",
    "unknown": "unknown",
}
ABOUT = """
Read a paper's losses? Check whether they can be true. The loss of the generator (G) is the mean of
-log D(G(z)); the fake term of the loss of the discriminator (D) is the mean of -log(1 - D(G(z))).
Both come from the same outputs of D, so a low G loss forces a high D loss, and some pairs are
impossible. This holds for cross entropy with labels 1 and 0 and the non-saturating loss of G.
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
            "Real and fake terms of the D loss", list(CONVENTIONS), default="unknown",
            format_func=lambda name: CONVENTIONS[name], required=True, key="convention",
        )  # fmt: skip
    conventions = [convention] if convention in ("sum", "mean") else ["sum", "mean"]
    try:
        found = [("yours", check_losses(loss_G, loss_D, name)) for name in conventions]
        loss_table.show("yours", "Pair", found)
    except GanError as error:
        st.error(str(error))
    st.subheader("An example: a published table of losses")
    st.caption("The source of the recipe tconv_mlp reports these for its 50 epochs.")
    rows = [(f"epoch {epoch}", row) for name in conventions for epoch, row in check_example(name)]
    loss_table.show("example", "Epoch", rows)


main()
