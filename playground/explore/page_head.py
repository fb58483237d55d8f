"""What stands above the canvas: the title with a sentence, and the style of the line below it."""

from html import escape

import streamlit as st

from playground.shared import addresses, model_catalog
from playground.shared.model_catalog import Choice

TITLE, MODEL = "explore-title", "explore-model"  # keys of the two lines
FILE = '<span class="shipped">Opened from a file</span>'
SHIPPED = '<span class="shipped">Comes with the playground</span>'

CSS = f"""
.st-key-{TITLE}, .st-key-{MODEL} {{
  flex-direction: row; flex-wrap: wrap; align-items: center; gap: .2rem 1.2rem; }}
.st-key-{TITLE} > div, .st-key-{MODEL} > div {{ width: auto; flex: 0 1 auto; }}
.st-key-{TITLE} [data-testid="stMarkdownContainer"], .st-key-{TITLE} p {{ margin: 0; }}
.st-key-{TITLE} > :last-child {{ flex: 1 1 20rem; }}
.st-key-{TITLE} h1 {{ padding: 0; line-height: 1.4; }}
.st-key-{TITLE} a, .st-key-{MODEL} a {{ color: light-dark(#a84a08, #ff9d4d); white-space: nowrap; }}
.st-key-{TITLE} a {{ margin-left: .8rem; padding: .15rem .7rem; border-radius: .6rem;
  border: 1px solid currentColor; text-decoration: none; display: inline-block; }}
/* As high with the slider as without it, so that the choice of a model moves nothing below. */
.st-key-{MODEL} {{ min-height: 4.4rem; margin: -1.1rem 0 -1rem; }}
.st-key-{MODEL} > :first-child {{ flex: 1 1 20rem; max-width: 40rem; }}
.st-key-{MODEL} > .stElementContainer:has(.stSlider) {{ flex: 1 1 14rem; max-width: 26rem; }}
.st-key-{MODEL} [data-testid="stSliderTickBar"] {{ display: none; }}
.st-key-{MODEL} .stSelectbox input {{ text-overflow: ellipsis; }}
@media (max-width: 1000px) {{
  /* Beside the list: its words are for screen readers, the symbol is enough for eyes. */
  .st-key-{MODEL} .stPopover button p {{ position: absolute; width: 1px; height: 1px;
    overflow: hidden; clip-path: inset(50%); }}
}}
@media (max-width: 640px) {{
  .st-key-{TITLE} {{ align-items: flex-start; }}
  .st-key-{TITLE} a {{ margin: .3rem 0 0; }}
  .st-key-{MODEL} {{ margin-top: -.5rem; min-height: 0; }}
  .st-key-{MODEL} > :has(.shipped) {{ display: none; }}
  .st-key-{MODEL} > :first-child {{ flex-basis: 12rem; }}
}}
"""


def show() -> None:
    """The title, what a generator is and what to do first."""
    st.html(f"<style>{CSS}</style>")
    with st.container(key=TITLE):
        st.title("Explore", anchor=False)
        st.html(
            "<p>A generator (G) turns random numbers into images. None of these exist: "
            "drag the slider. "
            f'<a href="{escape(addresses.page("train", recipe="quick", minutes=2))}" '
            'target="_self">Train your own in two minutes</a></p>'
        )


def run_link(choice: Choice, model_id: str) -> str:
    """HTML: a link to the run on Train, at the moment that is shown; none for other models."""
    base, images_seen = model_catalog.split(model_id)
    if not base.startswith(model_catalog.RUN):
        return FILE if choice.id.startswith(model_catalog.FILE) else SHIPPED
    run_id = base.removeprefix(model_catalog.RUN)
    is_latest = images_seen is None or images_seen in choice.snapshots[-1:]
    moment = {} if is_latest else {"at": images_seen}
    address = escape(addresses.page("train", run=run_id, **moment))
    title = escape(f"{choice.label}: its curves and sample grids")
    return f'<a href="{address}" target="_self" title="{title}">Run {escape(run_id[:5])}</a>'
