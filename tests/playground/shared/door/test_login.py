"""A whole login: from our button's address by a provider of OpenID Connect to a route of ours."""

import io
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from PIL import Image

from tests.e2e.browser import free_port, serve

pytest.importorskip("authlib", reason="pip install -e '.[login]'")
pytest.importorskip("httpx", reason="pip install -e '.[login]'")
joserfc = pytest.importorskip("joserfc.jwt")
jwk = pytest.importorskip("joserfc.jwk")

SECRETS = """
[auth]
redirect_uri = "{app}/oauth2callback"
cookie_secret = "a secret of the tests, long enough"
client_id = "gan"
client_secret = "x"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""


class Provider(BaseHTTPRequestHandler):
    """One that asks for no password: whoever comes is `who`."""

    who = "anna"
    key = jwk.RSAKey.generate_key(2048, {"kid": "1", "alg": "RS256"})
    nonces: dict[str, str] = {}

    def do_GET(self) -> None:
        asked, own = urlsplit(self.path), f"http://localhost:{self.server.server_port}"
        query = {name: values[0] for name, values in parse_qs(asked.query).items()}
        if asked.path == "/authorize":
            self.nonces[f"code-{self.who}"] = query.get("nonce", "")
            back = urlencode({"code": f"code-{self.who}", "state": query["state"]})
            self.send_response(302)
            self.send_header("Location", f"{query['redirect_uri']}?{back}")
            self.end_headers()
        elif asked.path == "/keys":
            self._answer({"keys": [self.key.as_dict(private=False)]})
        else:
            places = {"authorization_endpoint": "authorize", "token_endpoint": "token",
                      "jwks_uri": "keys"}  # fmt: skip
            named = {name: f"{own}/{place}" for name, place in places.items()}
            self._answer(
                {**named, "issuer": own, "id_token_signing_alg_values_supported": ["RS256"]}
            )

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        code = parse_qs(body)["code"][0]
        claims = {
            "iss": f"http://localhost:{self.server.server_port}", "aud": "gan",
            "sub": code.removeprefix("code-"), "name": "Anna Ä.", "nonce": self.nonces[code],
            "iat": int(time.time()), "exp": int(time.time()) + 600,
        }  # fmt: skip
        token = joserfc.encode({"alg": "RS256", "kid": "1"}, claims, self.key)
        self._answer({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def log_message(self, *what: object) -> None:
        pass

    def _answer(self, value: object) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(value).encode())


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("login"), free_port()
    provider = ThreadingHTTPServer(("localhost", 0), Provider)
    threading.Thread(target=provider.serve_forever, daemon=True).start()
    (folder / ".streamlit").mkdir()
    secrets = SECRETS.format(
        app=f"http://localhost:{port}", provider=f"http://localhost:{provider.server_port}"
    )
    (folder / ".streamlit" / "secrets.toml").write_text(secrets, "utf-8")
    with serve(folder, port=port, HOME=str(folder), USERPROFILE=str(folder)) as served:
        yield served
    provider.shutdown()


def signed_in(address: str, who: str, monkeypatch: pytest.MonkeyPatch) -> requests.Session:
    """A browser in which `who` has signed in."""
    from streamlit import auth_util

    monkeypatch.setattr(Provider, "who", who)
    monkeypatch.setattr(
        auth_util, "get_signing_secret", lambda: "a secret of the tests, long enough"
    )
    session = requests.Session()
    session.headers["Accept"] = "text/html"
    way_in = auth_util.encode_provider_token("default")
    landed = session.get(f"{address}/auth/login", params={"provider": way_in}, timeout=30)
    assert landed.status_code == 200 and landed.url == f"{address}/", landed.url
    return session


def test_after_a_login_routes_know_the_person_on_every_browser(
    address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    laptop, phone, bens = (signed_in(address, who, monkeypatch) for who in ("anna", "anna", "ben"))
    png = io.BytesIO()
    Image.new("L", (28, 28), 90).save(png, "PNG")
    token = laptop.get(f"{address}/api/token", timeout=30).json()["token"]
    place = {"url": f"{address}/api/drawings", "params": {"set": "ours", "class": "cats"}}
    sent = laptop.post(**place, data=png.getvalue(), headers={"X-Gan-Token": token}, timeout=30)
    assert sent.status_code == 200, sent.text
    anonymous = requests.Session()
    anonymous.cookies.set("gan_browser", laptop.cookies["gan_browser"])
    for session, hers in ((laptop, True), (phone, True), (bens, False), (anonymous, False)):
        (drawing,) = session.get(**place, timeout=30).json()["drawings"]
        assert drawing["mine"] is hers
    laptop.get(f"{address}/auth/logout", timeout=30)
    (drawing,) = laptop.get(**place, timeout=30).json()["drawings"]
    assert drawing["mine"] is False
