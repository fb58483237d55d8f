"""Share a run: a report to read, the whole run to continue elsewhere, what trains it again."""

import streamlit as st

from gan_core.data.catalog import DATASETS
from gan_core.runs.run_dir import RunDir
from playground.shared.addresses import api
from playground.shared.door import owners

SHARE = ":material/ios_share: Share…"


@st.dialog("Share", width="medium")
def show(run: RunDir) -> None:
    """The dialog. It offers nothing that the routes would refuse."""
    from gan_core.runs.reproduce import caveats, command

    st.link_button(
        "Report (HTML)", api(f"runs/{run.id}/report.html"), icon=":material/description:",
        width="stretch",
    )  # fmt: skip
    st.caption(
        "Samples, curves, findings, settings and versions in one file, to read, print or send."
    )
    _whole_run(run)
    st.markdown("**Train it again**")
    st.code(command(run), language="sh", wrap_lines=True)
    for sentence in caveats(run):
        st.caption(sentence)
    st.link_button(
        "The same as a script (Python)", api(f"runs/{run.id}/run.py"), icon=":material/code:",
        width="stretch",
    )  # fmt: skip


def _whole_run(run: RunDir) -> None:
    if not run.checkpoints():
        st.caption("It can be exported to another machine once it has saved a checkpoint.")
        return
    query = {}
    own = run.config()["dataset"] not in DATASETS
    if own and owners.may_change(run) and st.checkbox("With the images it trains on", key="images"):
        query["images"] = 1
    size = sum(path.stat().st_size for _, path in run.exported().values())
    st.link_button(
        f"The whole run (ZIP, {size / 1e6:,.1f} MB)", api(f"runs/{run.id}/run.zip", **query),
        icon=":material/folder_zip:", width="stretch",
    )  # fmt: skip
    images = " Without its images it continues where they are, too." if own and not query else ""
    st.caption(
        "Another playground imports it on Train and continues bit for bit. Whose it is and where "
        f"it lay are not in it.{images}"
    )
