"""Train: set up a run, or watch the one in the URL."""

import streamlit as st

from gan_core.errors import GanError
from gan_core.run_dir import find
from playground import run_list, run_view, theme, train_form
from playground.paths import runs_root
from playground.state import RUN


def main() -> None:
    theme.apply()
    run_id = RUN.get()
    if not run_id:
        train_form.show()
        run_list.show()
        return
    try:
        run_view.show(find(runs_root(), run_id))
    except GanError as error:
        st.error(str(error))
        if st.button("Set up a new run", key="new-run", type="primary"):
            RUN.set("")
            st.rerun()
        run_list.show()


main()
