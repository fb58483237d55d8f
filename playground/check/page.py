"""Check losses: can a reported G loss and a reported D loss both be true?

A page of its own, the last one: it needs no run, and its address can be handed on with a paper.
"""

import streamlit as st

from gan_core import GanError
from gan_core.diagnosis.loss_check import EXAMPLE_SOURCE, check_example, check_losses
from playground.check import loss_table
from playground.shared import theme

# How a D loss is made of its real and its fake term.
CONVENTIONS = {
    "sum": "sum",
    "mean": "average",
    "unknown": "unknown",
}
ABOUT = """
Read a paper's losses? Check whether they can be true: the loss of the generator (G) is compared
with the loss that the discriminator (D) has at the same moment.
"""
WHY = """
Both depend on the same number: D(G(z)), the probability with which D takes a generated image for a
real one. If G's loss is low, D is often fooled, and then D's own loss must be high. A pair in which
both are low cannot come from any training.
"""
FORMULAS = """
- G's loss is the mean of −log D(G(z)).
- D's loss has a real term, the mean of −log D(x), and a fake term, the mean of −log(1 − D(G(z))).
  Papers report their sum or their average.
- A G loss of *g* forces a fake term of at least −log(1 − exp(−*g*)) (Jensen's inequality).

This holds for cross entropy with targets 1 and 0 and the non-saturating loss of G. Other losses,
such as Wasserstein, have no such bound.
"""
EXAMPLE = f"""
The text of [a project]({EXAMPLE_SOURCE}) reports these losses for 50 epochs on Fashion-MNIST. They
look like progress: G's loss falls, D's rises a little. Read as sums, every row after the first is
impossible. Read as averages, D is worse than guessing from epoch 10 to the end, and training does
not leave D there for long.
"""


def main() -> None:
    """The whole page. What a person can cause is answered by a sentence, never by a traceback."""
    theme.apply()
    st.title("Check reported losses", anchor=False)
    st.caption(ABOUT)
    st.markdown(WHY)
    first, second, third = st.columns([2, 2, 4])
    loss_G = first.number_input("G loss", 0.0, 1e5, 0.4, 0.05, format="%g", key="loss-G")
    loss_D = second.number_input("D loss", 0.0, 1e5, 0.75, 0.05, format="%g", key="loss-D")
    with third:
        convention = st.segmented_control(
            "D loss reported as", list(CONVENTIONS), default="unknown",
            format_func=lambda name: CONVENTIONS[name], required=True, key="convention",
        )  # fmt: skip
    conventions = [convention] if convention in ("sum", "mean") else ["sum", "mean"]
    try:
        found = [("yours", check_losses(loss_G, loss_D, name)) for name in conventions]
        loss_table.show("yours", "Pair", found)
    except GanError as error:
        st.error(str(error))
    with st.expander("The formulas", icon=":material/function:"):
        st.markdown(FORMULAS)
    st.header("Example: a table that does not add up", anchor=False)
    st.markdown(EXAMPLE)
    rows = [(f"epoch {epoch}", row) for name in conventions for epoch, row in check_example(name)]
    loss_table.show("example", "Epoch", rows)


main()
