"""Three real processes on one PostgreSQL, and tabs on each: nothing is lost, repeated or out of order, whatever dies."""

from contextlib import ExitStack

import pytest

from tests.support.connections import RawTab, ask
from tests.support.server import Server


@pytest.fixture
def cluster(postgres_url, tmp_path):
    """Three servers on one database."""
    with ExitStack() as stack:
        servers = []
        for name in ("one", "two", "three"):
            (tmp_path / name).mkdir()
            servers.append(Server(tmp_path / name, LOG=postgres_url, RATE=0).start())
            stack.callback(servers[-1].kill)
        yield servers


def test_tabs_on_different_nodes_see_one_conversation_whatever_dies(cluster, postgres):
    """A tab whose node dies goes on at another one, from the last number it has; the database is killed in between."""
    one, two, three = cluster
    seen: dict[str, list[int]] = {"ana": [], "bo": []}
    ana, bo = RawTab(one.port), RawTab(two.port)
    epoch = ana.welcome["epoch"]
    assert bo.welcome["epoch"] == epoch

    def talk(number):
        for tab, name in ((ana, "ana"), (bo, "bo")):
            tab.say(f"{name}-{number}", "Hi")
        for tab, name in ((ana, "ana"), (bo, "bo")):
            seen[name] += [message["seq"] for message in tab.receive_messages(2)]

    talk(0)
    two.kill()
    bo.__exit__()
    bo = RawTab(three.port, f"?after={seen['bo'][-1]}&epoch={epoch}")
    assert bo.welcome["after"] == 2
    talk(1)
    postgres.stop("immediate")
    ana.say("while-away", "kept")
    assert ana.receive("refused")["code"] == "not_stored"
    assert ask(one.port, "/ready").status == 503
    assert ask(one.port, "/health").status == 200
    postgres.start()
    one.await_claim(lambda: ask(one.port, "/ready").status == ask(three.port, "/ready").status == 200)
    ana.say("while-away", "kept")
    for tab, name in ((ana, "ana"), (bo, "bo")):
        seen[name] += [message["seq"] for message in tab.receive_messages(1)]
    talk(2)
    assert one.stop() == 0
    ana.__exit__()
    ana = RawTab(three.port, f"?after={seen['ana'][-1]}&epoch={epoch}")
    assert ana.welcome["after"] == 7
    talk(3)
    assert seen == {"ana": list(range(1, 10)), "bo": list(range(1, 10))}
    for tab in (ana, bo):
        tab.__exit__()
    assert "hunter2" not in "".join(server.log() for server in cluster)
