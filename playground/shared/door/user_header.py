"""The header in which a proxy says who has signed in there, let through from that proxy alone.

Everybody can send any header. So this is taken off every request, HTTP or WebSocket, that did not
come through a proxy whose address was given in FORWARDED_ALLOW_IPS; that is uvicorn's own variable
for the proxies whose X-Forwarded-For it believes, and one list has to do for both.
"""

import ipaddress
import os
from collections.abc import Iterable

from starlette.types import ASGIApp, Receive, Scope, Send

from playground.shared.signed_in import VARIABLE, configured_header

PROXIES = "FORWARDED_ALLOW_IPS"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
NO_PROXIES = (
    f"{VARIABLE} is set, but not from which addresses to believe it: give those of the proxy in "
    f"{PROXIES}, such as 127.0.0.1, separated by commas. Until then nobody is signed in by it."
)


class UserHeader:
    """The middleware. Of no proxies at all the header is believed from nobody."""

    def __init__(self, app: ASGIApp, header: str, proxies: Iterable[Network]):
        self.app, self.header, self.proxies = app, header.encode("latin-1"), tuple(proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.header and scope["type"] in ("http", "websocket"):
            kept = [pair for pair in scope["headers"] if pair[0].lower() != self.header]
            named = len(scope["headers"]) - len(kept)
            # Of two, the proxy's own need not be the first.
            if named and not (named == 1 and self._is_from_proxy(scope)):
                scope = {**scope, "headers": kept}
        await self.app(scope, receive, send)

    def _is_from_proxy(self, scope: Scope) -> bool:
        """Whether a listed proxy passed this on.

        Where one names its client in X-Forwarded-For, uvicorn has put that in the proxy's place,
        with a port of 0, which no connection has. From anybody else it puts nothing there.
        """
        if not self.proxies or not scope.get("client"):
            return False
        host, port = scope["client"]
        return port == 0 or any(_is_in(host, network) for network in self.proxies)


def trusted_proxies() -> list[Network]:
    """The addresses in FORWARDED_ALLOW_IPS; none where one of them would be everybody, or none."""
    found: list[Network] = []
    for text in os.environ.get(PROXIES, "").split(","):
        try:
            network = ipaddress.ip_network(text.strip())
        except ValueError:
            return []
        if network.prefixlen == 0:
            return []
        found.append(network)
    return found


def problem() -> str:
    """What keeps the configured header from being believed; "" where nothing does."""
    return NO_PROXIES if configured_header() and not trusted_proxies() else ""


def _is_in(host: str, network: Network) -> bool:
    try:
        return ipaddress.ip_address(host) in network
    except ValueError:
        return False
