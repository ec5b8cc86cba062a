"""Tabs against the service: whatever twenty tabs do at once, over bad lines, in the end they show the same as the service has.

The tabs are the client's own modules in Node, and the service is a process: only the page is missing.
"""

import itertools
import json
import subprocess
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from playwright._impl._driver import compute_driver_executable

from tests.support.server import running

TABS_JS = Path(__file__).parent / "support" / "tabs.js"
PERSONS, TABS = 5, 20
ROOMS = itertools.count()
TAB = st.integers(0, TABS - 1)
NUMBER = st.integers(0, 1000)
ACT = st.tuples(TAB, st.sampled_from(["react", "edit", "delete", "reply", "say", "react", "edit"]), NUMBER)
PLACE = NUMBER | st.sampled_from(["earlier", "later", "end"])


def test_tabs_that_edit_delete_and_react_at_once_end_equal(tmp_path, fuzz):
    node, _ = compute_driver_executable()
    with running(tmp_path, RATE=0) as server, Node([node, TABS_JS, server.address]) as node:
        machine = type("Machine", (Tabs,), {"node": node})
        run_state_machine_as_test(fuzz(20, 600, steps=20)(machine))


class Node:
    """The process of the tabs: runs a command, and fails as the command does."""

    def __init__(self, command):
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.communicate()

    def run(self, command, **values):
        self._process.stdin.write(json.dumps({"command": command, **values}) + "\n")
        self._process.stdin.flush()
        failure = json.loads(self._process.stdout.readline())
        assert failure is None, failure


class Tabs(RuleBasedStateMachine):
    node: Node

    @initialize()
    def open(self):
        self.node.run("open", room=f"room-{next(ROOMS)}", persons=[tab % PERSONS for tab in range(TABS)])
        self.node.run("act", acts=[(tab, "say", number) for tab in range(TABS) for number in range(4)])
        self.node.run("settle")
        for tab in range(1, TABS, 2):  # every other tab has seen everything, and the others begin with the first page
            self.node.run("reload", tab=tab)

    @rule(acts=st.lists(ACT, min_size=10, max_size=20))
    def act_at_once(self, acts):
        self.node.run("act", acts=acts)

    @rule(tab=TAB)
    def cut(self, tab):
        self.node.run("cut", tab=tab)

    @rule(tab=TAB)
    def leave(self, tab):
        self.node.run("leave", tab=tab)

    @rule(tab=TAB)
    def come_back(self, tab):
        self.node.run("return", tab=tab)

    @rule(tab=TAB)
    def reload(self, tab):
        self.node.run("reload", tab=tab)

    @rule(looks=st.lists(st.tuples(TAB, PLACE), min_size=5, max_size=10))
    def look_around(self, looks):
        self.node.run("look", looks=looks)

    @rule()
    def let_pages_through(self):
        self.node.run("letThrough")

    def teardown(self):
        self.node.run("settle")
