"""Many chosen images go to the server as one zip, which the browser packs."""

import streamlit as st

from playground.shared.modules import component

MANY = 60  # files; of fewer, Streamlit's own upload is as fast
CSS = """
.packing { font-size: .9rem; margin: 0; }
.packing[hidden] { display: none; }
"""

_component = component(
    "gan_playground.many_files",
    "train/frontend/upload/main.js",
    html='<p class="packing" role="status" hidden></p>',
    css=CSS,
    isolate_styles=False,
)


def pack_many_files(files_key: str, folder_key: str) -> None:
    """Beside two uploaders of these keys: what is too many files for them becomes one zip."""
    data = {
        "files": files_key,
        "folder": folder_key,
        "many": MANY,
        "mostBytes": st.get_option("server.maxUploadSize") * 2**20,
    }
    _component(data=data, key=f"pack-{files_key}")
