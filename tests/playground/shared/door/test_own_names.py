"""Names that nobody outside can point at this server, and the pages that are its own."""

import socket
from pathlib import Path

import pytest
from streamlit import config

from playground.shared.door import own_names
from playground.shared.door.own_names import OwnNames, Place, from_configuration, place_of

HERE = Place("localhost", 8501)


@pytest.mark.parametrize(
    "host, place",
    [
        ("localhost", ("localhost", None)),
        ("LocalHost:8501", ("localhost", 8501)),
        ("gan.example.org.:443", ("gan.example.org", 443)),
        ("192.168.1.7:8501", ("192.168.1.7", 8501)),
        ("[::1]:8501", ("[::1]", 8501)),
    ],
)
def test_a_host_header_is_a_name_and_a_port(host: str, place: tuple[str, int | None]) -> None:
    assert place_of(host) == place


@pytest.mark.parametrize(
    "host",
    [
        "", ":8501", "a b", "me@localhost", "localhost/x", "localhost:port", "localhost:99999",
        "localhost:", "evil..org", ".org", "-", "local\thost", "localhost?", "localhost#", "löcal",
        "a;b", "'self'", "[::1", "localhost,evil.example",
    ],
)  # fmt: skip
def test_anything_else_is_no_host(host: str) -> None:
    assert place_of(host) is None


def test_addresses_and_localhost_need_no_name_server_so_they_are_always_known() -> None:
    for name in ("127.0.0.1", "10.0.3.7", "[::1]", "[fe80::1]", "localhost", "gan.localhost"):
        assert OwnNames().knows(name), name
    for name in ("evil.example", "127.0.0.1.nip.io", "localhost.evil.example", "pc7", "pc7.local"):
        assert not OwnNames().knows(name), name


def test_a_server_open_to_its_network_knows_the_names_that_only_the_network_resolves() -> None:
    own = OwnNames(open_to_network=True)
    assert own.knows("pc7") and own.knows("pc7.local")
    assert not own.knows("evil.example") and not own.knows("pc7.evil.example")


def test_configured_names_may_stand_for_all_below_them() -> None:
    own = OwnNames(names=frozenset({"gan.uni.example", "*.school.example"}))
    assert own.knows("gan.uni.example") and own.knows("a.b.school.example")
    assert not own.knows("uni.example") and not own.knows("school.example")
    assert not own.knows("notschool.example")
    assert OwnNames(names=frozenset({"*"})).knows("anything.example")


@pytest.mark.parametrize(
    "origin, host, own",
    [
        ("http://localhost:8501", HERE, True),
        ("https://gan.example", Place("gan.example", None), True),  # TLS ends at a proxy
        ("https://gan.example", Place("gan.example", 443), True),
        ("http://gan.example:80", Place("gan.example", None), True),
        ("http://localhost:8502", HERE, False),  # another app on the same machine
        ("http://localhost", HERE, False),
        ("http://127.0.0.1:8501", HERE, False),
        ("http://evil.example", HERE, False),
        ("http://evil.example:8501", HERE, False),
        ("http://localhost:8501.evil.example", HERE, False),
        ("http://me@localhost:8501", HERE, False),
        ("http://localhost:8501/x", HERE, False),
        ("null", HERE, False),
        ("", HERE, False),
        ("file://", HERE, False),
        ("chrome-extension://localhost:8501", HERE, False),
    ],
)
def test_a_page_is_our_own_if_it_came_from_where_it_asks(
    origin: str, host: Place, own: bool
) -> None:
    assert OwnNames().is_own(origin, host) is own


def test_behind_a_proxy_that_passes_no_name_on_the_configured_one_is_own() -> None:
    own, host = OwnNames(configured=frozenset({"gan.example"})), Place("127.0.0.1", 8501)
    assert own.is_own("https://gan.example", host)
    assert not own.is_own("https://gan.example:9000", host)
    assert not own.is_own("https://other.example", host)
    lms = OwnNames(origins=frozenset({"https://lms.example"}))
    assert lms.is_own("https://lms.example", host)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    resolver = tmp_path / "resolv.conf"
    resolver.write_text("nameserver 10.0.0.1\n\nsearch cs.uni.example lab.example\n")
    monkeypatch.setattr(own_names, "RESOLVER", resolver)
    monkeypatch.setattr(socket, "gethostname", lambda: "PC7")
    for name in ("USERDNSDOMAIN", own_names.VARIABLE):
        monkeypatch.delenv(name, raising=False)

    def outside(*_: object, **__: object) -> None:
        raise AssertionError("a name server was asked")

    for name in ("getaddrinfo", "gethostbyname", "getfqdn"):
        monkeypatch.setattr(socket, name, outside)
    return monkeypatch


def options(monkeypatch: pytest.MonkeyPatch, **chosen: object) -> None:
    known = {"server.allowedHosts": [], "server.corsAllowedOrigins": [], "server.address": None}
    values = known | {name.replace("__", "."): value for name, value in chosen.items()}
    monkeypatch.setattr(config, "get_option", values.__getitem__)
    monkeypatch.setattr(config, "is_manually_set", values.__contains__)


def test_this_machine_is_known_by_its_name_alone_and_in_its_own_domains(machine) -> None:
    options(machine, server__address="0.0.0.0")
    own = from_configuration()
    for name in ("pc7", "pc7.local", "pc7.cs.uni.example", "pc7.lab.example"):
        assert own.knows(name), name
    assert not own.knows("pc7.evil.example") and not own.knows("pc8.lab.example")
    assert own.open_to_network and not own.configured


def test_a_domain_that_the_network_chose_opens_no_server_of_this_machine_alone(machine) -> None:
    options(machine, server__address="localhost")
    machine.setattr(socket, "gethostname", lambda: "pc7.cs.uni.example")
    own = from_configuration()
    assert own.knows("pc7") and not own.open_to_network
    for name in ("pc7.local", "pc7.cs.uni.example", "pc7.lab.example", "pc8"):
        assert not own.knows(name), name


def test_names_come_from_our_variable_and_from_streamlits_options(machine) -> None:
    machine.setenv(own_names.VARIABLE, " GAN.uni.example, localhost,,10.0.0.9")
    options(
        machine, server__address="0.0.0.0", server__allowedHosts=["*.school.example"],
        browser__serverAddress="class.example", server__corsAllowedOrigins=["https://LMS.example/"],
    )  # fmt: skip
    own = from_configuration()
    assert own.configured == {"gan.uni.example", "*.school.example", "class.example"}
    assert own.knows("gan.uni.example") and own.knows("a.school.example")
    assert own.origins == {"https://lms.example"} and own.open_to_network
    # Another app at the usual port of this machine is not ours.
    assert not own.is_own("http://localhost", Place("127.0.0.1", 8501))


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "::1"])
def test_a_server_on_the_loopback_is_alone(address: str) -> None:
    assert own_names.is_this_machine_alone(address)
    assert not own_names.is_this_machine_alone("") and not own_names.is_this_machine_alone("::")
