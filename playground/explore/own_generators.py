"""The panel beside the list of models in which a person opens a generator file, and deletes it."""

from pathlib import Path

import streamlit as st

from gan_core import GanError
from playground.shared import generator_files
from playground.shared.model_catalog import FILE, Choice
from playground.shared.plain_text import plain

CHOSEN = "explore_model"  # session key of the list of models
PROBLEM, NOTE, MADE = "generator-problem", "generator-note", "generators-made"  # session keys
OUTPUT = "generator-output"
ENDS = {
    "tanh": "tanh (usual)",
    "sigmoid": "sigmoid",
    "linear": "nothing",
}


def choices() -> list[Choice]:
    """What this browser has brought, the newest first."""
    files = generator_files.mine().items()
    return [Choice(FILE + digest, f"{path.stem} (yours)") for digest, path in files]


def show() -> None:
    """A button that opens the panel."""
    made = st.session_state.setdefault(MADE, 0)  # a new number is a new, empty uploader
    with st.popover("Open a generator file", icon=":material/upload_file:"):
        st.caption(
            "A DCGAN generator from PyTorch: `torch.save(netG.state_dict(), FILE)`, a checkpoint "
            "that holds it, or a generator file of this project. Nothing in it is executed."
        )
        st.selectbox(
            "Last function of G, which no file says",
            list(ENDS),
            format_func=ENDS.__getitem__,
            key=OUTPUT,
        )
        key = f"generator-file-{made}"
        st.file_uploader(
            "File (.pth, .pt, .ckpt, .safetensors)", key=key, on_change=_keep, args=(key,),
            max_upload_size=generator_files.MAX_MB,
        )  # fmt: skip
        if problem := st.session_state.get(PROBLEM):
            st.error(plain(problem))
        if note := st.session_state.get(NOTE):
            st.info(plain(note))
        for digest, path in generator_files.mine().items():
            _list(digest, path)
        st.caption(
            "Files stay on the machine that runs this playground until you delete them; only this "
            "browser lists them, and a link that you give shows them."
        )


def _list(digest: str, path: Path) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{plain(path.stem)}, {path.stat().st_size / 1e6:,.1f} MB", width="stretch")
        st.button(
            "Delete", key=f"delete-{digest}", icon=":material/delete:",
            on_click=_delete, args=(digest,),
        )  # fmt: skip


def _keep(key: str) -> None:
    file = st.session_state[key]
    st.session_state[PROBLEM] = st.session_state[NOTE] = ""
    if file is None:
        return
    try:
        digest, found = generator_files.keep(file, st.session_state[OUTPUT])
    except GanError as error:
        st.session_state[PROBLEM] = str(error)
        return
    st.session_state[NOTE] = f"Opened. {found}"
    st.session_state[MADE] += 1
    st.session_state[CHOSEN] = FILE + digest


def _delete(digest: str) -> None:
    st.session_state[PROBLEM] = st.session_state[NOTE] = ""
    generator_files.delete(digest)
    if st.session_state.get(CHOSEN) == FILE + digest:
        del st.session_state[CHOSEN]
    if st.query_params.get("model") == FILE + digest:
        del st.query_params["model"]
