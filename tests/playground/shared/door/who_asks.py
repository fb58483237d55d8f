"""People who sign in for the tests: the headers of their browsers, and a page that shows them."""

import json
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from streamlit.runtime import secrets
from streamlit.runtime.context import StreamlitCookies, StreamlitHeaders
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from playground.shared.browser import COOKIE

ORIGIN = "https://gan.uni.example"
SECRET = "a secret of the tests, long enough"
CLAIMS = {"iss": "https://login.uni.example", "is_logged_in": True, "origin": ORIGIN}
SECRETS = """
[auth]
redirect_uri = "{origin}/oauth2callback"
cookie_secret = "{secret}"
client_id = "gan"
client_secret = "x"
server_metadata_url = "https://login.uni.example/.well-known/openid-configuration"
"""


class Context:
    """What `st.context` is on a page that was opened with these headers."""

    def __init__(self, headers: Headers):
        self.headers = StreamlitHeaders(headers.items())
        self.cookies = StreamlitCookies(cookie_parser(headers.get("cookie", "")))


def configure_login(monkeypatch: pytest.MonkeyPatch, folder: Path, more: str = "") -> None:
    """A server with Streamlit's login in its secrets."""
    path = folder / "secrets.toml"
    path.write_text(SECRETS.format(origin=ORIGIN, secret=SECRET) + more, "utf-8")
    store = secrets.Secrets()
    option = st.config.get_option
    monkeypatch.setattr(
        st.config,
        "get_option",
        lambda name: [str(path)] if name == "secrets.files" else option(name),
    )
    for module in ("streamlit.auth_util", "streamlit.web.server.server_util"):
        monkeypatch.setattr(f"{module}.secrets_singleton", store)
    monkeypatch.setattr("playground.shared.door.teachers.secrets_singleton", store)


def login_cookie(secret: str = SECRET, **claims: Any) -> str:
    """The cookie that Streamlit sets after a login with these claims."""
    value = create_signed_value(secret, USER_COOKIE_NAME, json.dumps(CLAIMS | claims))
    return f"{USER_COOKIE_NAME}={value.decode()}"


def browser_headers(browser: str, *cookies: str, **named: str) -> Headers:
    """What a browser sends that keeps our cookie and these."""
    cookie = "; ".join([f"{COOKIE}={browser}", *cookies])
    return Headers({"cookie": cookie, **{k.replace("_", "-"): v for k, v in named.items()}})


def show_page(monkeypatch: pytest.MonkeyPatch, headers: Headers) -> None:
    """Let what follows run as on a page that was opened with these headers."""
    monkeypatch.setattr(st, "context", Context(headers))
