"""Text that people brought, for Markdown: names of files make no links and no images."""

import re

# All that begins something in Markdown or in Streamlit's additions to it (:material/…:, $…$).
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>~$:&-])")


def plain(text: str) -> str:
    """The text, shown as it is written, in one line: a second one may begin a list or a heading."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.splitlines()))
