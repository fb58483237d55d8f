"""Who has signed in: with Streamlit's login (OIDC), or at a proxy in front that names its users.

Pages and routes ask the same function, which reads the headers of the request or of the page's
handshake. Whatever cannot be verified is nobody: a cookie with another signature, an old one, one
of another server. That the proxy's header comes from the proxy is seen to by `door/user_header.py`.
"""

import contextlib
import hashlib
import json
import os
from dataclasses import dataclass
from typing import Any

import streamlit as st
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from streamlit.auth_util import (
    get_cookie_with_chunks,
    get_origin_from_redirect_uri,
    get_secrets_auth_section,
)
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

VARIABLE = "GAN_USER_HEADER"  # the header in which a proxy says who has signed in there
LONGEST_NAME = 200  # characters


@dataclass(frozen=True)
class Person:
    """Somebody who has signed in, the same on every browser."""

    key: str
    """What whoever signed them in tells people apart by."""
    name: str
    """How they are called, as it was given: show it as plain text."""
    teaches_as: str
    """The name or the e-mail address that may make them a teacher; "" where none is certain."""
    by_proxy: bool = False
    """Whether they signed in at the proxy, and sign out there."""

    @property
    def id(self) -> str:
        """What stands for them where a browser's cookie would; no cookie can have this form."""
        return f"person-{hashlib.sha256(self.key.encode('utf-8', 'replace')).hexdigest()[:40]}"


def person_in(headers: Headers) -> Person | None:
    """The person who sent these headers; None where nobody has signed in."""
    return _named_by_proxy(headers) or _logged_in(headers)


def person_on_page() -> Person | None:
    """The person who looks at this page; None where nobody has signed in."""
    return person_in(Headers(st.context.headers.to_dict())) if is_offered() else None


def is_offered() -> bool:
    """Whether people can sign in here at all."""
    return bool(configured_header()) or has_login()


def has_login() -> bool:
    """Whether Streamlit's login is configured: [auth] in .streamlit/secrets.toml."""
    section = get_secrets_auth_section()
    return bool(section.get("cookie_secret") and section.get("redirect_uri"))


def configured_header() -> str:
    """The header in which a proxy names its users, in lower case; "" where none is configured."""
    return os.environ.get(VARIABLE, "").strip().lower()


def _named_by_proxy(headers: Headers) -> Person | None:
    header = configured_header()
    name = _readable(_as_sent(headers.get(header, ""))) if header else ""
    return Person(f"proxy {name}", name, name, by_proxy=True) if name else None


def _logged_in(headers: Headers) -> Person | None:
    claims = _claims(headers)
    issuer, subject = (_readable(claims.get(name)) for name in ("iss", "sub"))
    if claims.get("is_logged_in") is not True or not issuer or not subject:
        return None
    # A page of another server that shares the secret is signed in there and not here.
    if claims.get("origin") != get_origin_from_redirect_uri():
        return None
    email = _readable(claims.get("email"))
    names = (_readable(claims.get("name")), _readable(claims.get("preferred_username")), email)
    certain = email if claims.get("email_verified") is not False else ""
    return Person(f"login {issuer} {subject}", next(filter(None, names), subject), certain)


def _claims(headers: Headers) -> dict[str, Any]:
    """What the login's cookie says; empty unless this server signed it, a month ago at most."""
    if not has_login():
        return {}
    cookies, secret = cookie_parser(headers.get("cookie", "")), get_cookie_secret()

    def verified(name: str) -> bytes | None:
        value = cookies.get(name, "").encode("latin-1", "replace")
        return decode_signed_value(secret, name, value)

    try:
        found = json.loads(get_cookie_with_chunks(verified, USER_COOKIE_NAME) or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _as_sent(header: str) -> str:
    """A header in UTF-8, as proxies write names, which a server reads as latin-1."""
    with contextlib.suppress(UnicodeError):
        return header.encode("latin-1").decode("utf-8")
    return header


def _readable(text: Any) -> str:
    """A name as somebody else gave it; "" for what is none."""
    text = text.strip() if isinstance(text, str) else ""
    return text if text.isprintable() and len(text) <= LONGEST_NAME else ""
