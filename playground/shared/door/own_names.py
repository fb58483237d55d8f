"""Which names and origins are this server's own.

A foreign web page can make its own name point at this server (DNS rebinding) and is then, for the
browser, the same origin as the app; what gives it away is the Host header. So only names are
answered that nobody outside could have pointed here: addresses in digits, which need no name
server; localhost; the name of this machine; where the server listens beyond this machine also
names that only the local network resolves, and this machine's in the domains that the network told
it; and what is configured.
"""

import ipaddress
import os
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from streamlit import config

VARIABLE = "GAN_HOSTS"  # further names, separated by commas; *.example.org and * are understood
HOST = re.compile(
    r"(\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9._-]{0,250}[a-z0-9_])?)\.?(?::([0-9]{1,5}))?"
)
PORTS = {"http": 80, "https": 443}
RESOLVER = Path("/etc/resolv.conf")


class Place(NamedTuple):
    """A host and its port; None where the header names none."""

    name: str
    port: int | None


def place_of(host: str) -> Place | None:
    """The value of a Host header; None where it is none."""
    found = HOST.fullmatch(host.lower())
    if not found or ".." in found[1]:
        return None
    port = int(found[2]) if found[2] else None
    return None if port is not None and port > 65535 else Place(found[1], port)


@dataclass(frozen=True)
class OwnNames:
    """The names and origins that are this server's own."""

    names: frozenset[str] = frozenset()  # lower case; "*.example.org" is all below it, "*" any
    configured: frozenset[str] = frozenset()  # those of `names` that a person gave
    origins: frozenset[str] = frozenset()  # of other pages that may ask, as in the Origin header
    open_to_network: bool = False

    def knows(self, name: str) -> bool:
        """Whether a request for this host name is meant for this server."""
        if _is_address(name) or name == "localhost" or name.endswith(".localhost"):
            return True
        if self.open_to_network and ("." not in name or name.endswith(".local")):
            return True
        above = name.split(".")
        wider = {"*", *("*." + ".".join(above[k:]) for k in range(1, len(above)))}
        return name in self.names or not wider.isdisjoint(self.names)

    def is_own(self, origin: str, host: Place) -> bool:
        """Whether a page of this origin is one of this server's, which was asked for as `host`."""
        if origin in self.origins:
            return True
        parts = urlsplit(origin)
        place = place_of(parts.netloc)
        if (
            place is None
            or parts.scheme not in PORTS
            or origin != f"{parts.scheme}://{parts.netloc}"
        ):
            return False
        usual = PORTS[parts.scheme]
        port = place.port or usual
        if (place.name, port) == (host.name, host.port or usual):
            return True
        # A proxy that does not pass on the name under which it is asked.
        return port == usual and place.name in self.configured


def from_configuration() -> OwnNames:
    """This machine's names and what was configured: GAN_HOSTS, and Streamlit's own options."""
    given = [*os.environ.get(VARIABLE, "").split(","), *config.get_option("server.allowedHosts")]
    if config.is_manually_set("browser.serverAddress"):
        given.append(config.get_option("browser.serverAddress"))
    configured = frozenset(name.strip().lower().rstrip(".") for name in given) - {"", "localhost"}
    allowed = config.get_option("server.corsAllowedOrigins")
    is_open = not is_this_machine_alone(config.get_option("server.address") or "")
    return OwnNames(
        names=configured | frozenset(_of_this_machine(is_open)),
        configured=frozenset(name for name in configured if not _is_address(name)),
        origins=frozenset(origin.strip().lower().rstrip("/") for origin in allowed),
        open_to_network=is_open,
    )


def is_this_machine_alone(address: str) -> bool:
    """Whether a server at this server.address can be reached from no other machine."""
    return address in ("localhost", "::1") or address.startswith("127.")


def _of_this_machine(is_open: bool) -> Iterator[str]:
    """What this machine is called. Asks nobody: a name server may be far away, or not there."""
    name = socket.gethostname().lower()
    first = name.partition(".")[0]
    yield first
    if is_open:
        # Domains come from the network: one in a cafe could name one of its own, and point this
        # machine's name in it at a server that listens on the loopback.
        yield from (name, *(f"{first}.{domain}" for domain in _own_domains()))


def _own_domains() -> Iterator[str]:
    if domain := os.environ.get("USERDNSDOMAIN"):  # Windows
        yield domain.lower()
    try:
        lines = RESOLVER.read_text("utf-8", "replace").splitlines()
    except OSError:
        return
    for line in lines:
        kind, *domains = line.split() or [""]
        if kind in ("search", "domain"):
            yield from (domain.lower().strip(".") for domain in domains)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
