"""Sweep: what the runs of one found, or a list of all sweeps."""

from collections import Counter

import streamlit as st

from gan_core import GanError
from playground.runs import sweep_view
from playground.shared import run_rows, theme
from playground.shared.addresses import page
from playground.shared.door import visible
from playground.shared.plain_text import plain
from playground.shared.setting_labels import label
from playground.shared.state import SWEEP

ABOUT = (
    "Runs that differ in one setting. With several seeds for each value, the spread says whether a "
    "difference is more than chance."
)
NONE = f"There is no sweep yet: press **Sweep one setting…** on the page [Train]({page('train')})."


def main() -> None:
    theme.apply()
    if sweep := SWEEP.get():
        try:
            sweep_view.show(sweep)
        except GanError as error:
            st.title("Sweep", anchor=False)
            st.error(plain(str(error)))
            st.markdown(f"[All sweeps]({page('sweep')})")
        return
    st.title("Sweeps", anchor=False)
    st.caption(ABOUT)
    _list()


def _list() -> None:
    """The sweeps that who asks may see, the newest first."""
    placed = [(run, place) for run in visible.visible_runs() if (place := run.place())]
    if not placed:
        st.info(NONE)
        return
    counts = Counter(place.sweep for _, place in placed)
    lines = ["|Sweep|Setting|Model|Images|Runs|", "|:--|:--|:--|:--|--:|"]
    for sweep, (run, place) in {place.sweep: (run, place) for run, place in placed}.items():
        about = run_rows.describe(run)
        link = f"[{plain(sweep[:5])}]({page('sweep', sweep=sweep)})"
        link += " of another machine" * place.is_elsewhere
        words = (link, label(place.setting), *map(plain, (about["recipe"], about["data"])))
        lines.append(f"|{'|'.join(words)}|{counts[sweep]}|")
    st.markdown("\n".join(lines))


main()
