"""Share a run: to read, to continue elsewhere, for TensorBoard, and what trains it again."""

import contextlib

import streamlit as st

from gan_core import GanError
from gan_core.data.catalog import DATASETS
from gan_core.runs.run_dir import RunDir
from playground.shared.addresses import api
from playground.shared.door import owners
from playground.shared.plain_text import plain

SHARE = ":material/ios_share: Share…"


@st.dialog("Share", width="medium")
def show(run: RunDir) -> None:
    """The dialog. It offers nothing that the routes would refuse."""
    from gan_core.runs.reproduce import caveats, command

    try:
        again, said = command(run), caveats(run)
    except GanError as error:
        st.error(plain(str(error)))
        return
    st.link_button(
        "Report (HTML)", api(f"runs/{run.id}/report.html"), icon=":material/description:",
        width="stretch",
    )  # fmt: skip
    st.caption(
        "Samples, curves, findings, settings and versions in one file, to read, print or send."
    )
    st.link_button(
        "Model card (Markdown)", api(f"runs/{run.id}/card.md"), icon=":material/article:",
        width="stretch",
    )  # fmt: skip
    _whole_run(run)
    st.link_button(
        "Curves for TensorBoard (ZIP)", api(f"runs/{run.id}/tensorboard.zip"),
        icon=":material/monitoring:", width="stretch",
    )  # fmt: skip
    st.caption(
        "Curves, metrics and sample grids along images seen: unpack it into a folder, other runs "
        "beside it, and start `tensorboard --logdir` with that folder."
    )
    st.markdown("**Train it again**")
    st.code(again, language="sh", wrap_lines=True)
    for sentence in said:
        st.caption(plain(sentence))
    st.link_button(
        "The same as a script (Python)", api(f"runs/{run.id}/run.py"), icon=":material/code:",
        width="stretch",
    )  # fmt: skip


def _whole_run(run: RunDir) -> None:
    if not run.checkpoints():
        st.caption("It can be exported to another machine once it has saved a checkpoint.")
        return
    own = run.config()["dataset"] not in DATASETS
    with_images = (
        own
        and owners.may_export_images(run)
        and st.checkbox("With the images it trains on", key="with-images")
    )
    st.link_button(
        f"The whole run (ZIP, {_megabytes(run, own, with_images)})",
        api(f"runs/{run.id}/run.zip", **({"images": 1} if with_images else {})),
        icon=":material/folder_zip:", width="stretch",
    )  # fmt: skip
    words = (
        "Another playground imports it on Train, and on the same kind of machine continues it bit "
        "for bit. Its name, tags and note are in it, and not whose run it is."
    )
    if own and not with_images:
        words += " The images are not in it: it continues where somebody has the same ones."
    st.caption(words)


def _megabytes(run: RunDir, own: bool, with_images: bool) -> str:
    files = run.exported().values()
    kept = [path for kind, path in files if with_images or not (own and kind.shows_reals)]
    size = 0
    for path in kept:
        with contextlib.suppress(OSError):  # a run that trains replaces its checkpoints
            size += path.stat().st_size
    return f"{size / 1e6:,.1f} MB" + (" and its images" if with_images else "")
