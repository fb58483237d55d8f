"""Train: set up a run, or show the one in the URL."""

import streamlit as st

from gan_core import GanError
from playground.shared import theme
from playground.shared.door import sign_in_entry, teacher_entry, visible
from playground.shared.exhibits import is_exhibit
from playground.shared.plain_text import plain
from playground.shared.state import RUN
from playground.train import exhibit_page, import_panel, run_form, run_list, run_page


def main() -> None:
    theme.apply()
    run_id = RUN.get()
    if not run_id:
        run_form.show()
        run_list.show()
        import_panel.show()
        with st.container(horizontal=True, key="who"):
            sign_in_entry.show()
            teacher_entry.show()
        return
    try:
        if is_exhibit(run_id):
            exhibit_page.show(run_id)
        else:
            run_page.show(visible.find_visible(run_id))
    except GanError as error:
        st.error(plain(str(error)))
        if st.button("Set up a new run", key="new-run", type="primary"):
            RUN.set("")
            st.rerun()
        run_list.show()


main()
