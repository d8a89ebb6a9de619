"""What tests share: the tiny town, the shipped atlas, and no network."""

import socket
from pathlib import Path

import pytest

import atlas
from tests.tied_town import tied_town

TINY_TOWN = Path(__file__).parent / "fixtures" / "tiny_town"
LOCAL = {"127.0.0.1", "::1", "localhost", "0.0.0.0"}


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        host = address[0] if isinstance(address, tuple) else "localhost"
        assert host in LOCAL, f"a test asked for {host}"
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory):
    """Keep what a developer's own workspace holds out of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATLAS_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("ATLAS_SHARED", raising=False)
        yield


@pytest.fixture(scope="session")
def town():
    """A town of 4 km by 2 km, worked out by hand: see the README beside its files."""
    return atlas.open_atlas(TINY_TOWN)


@pytest.fixture(scope="session")
def tied(tmp_path_factory):
    """The town with relations, a chain and projects; nothing may be changed in it."""
    return tied_town(tmp_path_factory.mktemp("tied") / "town")


@pytest.fixture(scope="session")
def shipped():
    """The atlas as it is shipped."""
    return atlas.open_atlas()
