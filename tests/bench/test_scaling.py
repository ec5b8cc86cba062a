"""The model of many nodes: its simulation agrees with its formula, and docs/scaling.md is what the figures give."""

import json
from dataclasses import replace

import pytest

from bench.report.scaling import WHEN_FULL, page
from bench.results import Results
from bench.scaling.costs import costs_of
from bench.scaling.model import most_tabs, needs
from bench.scaling.replay import SEED, setup
from bench.scaling.simulation import simulate
from tests.support.server import ROOT

RUN = json.loads((ROOT / "docs" / "scaling.json").read_text())
COSTS = costs_of(Results(RUN["results"]))


def test_the_page_and_its_curve_are_what_the_figures_give():
    """To write them again after a change: python -m bench.scaling docs/scaling.json"""
    assert page(RUN) == (ROOT / "docs" / "scaling.md").read_text()
    (published,) = (one for one in RUN["simulation"]["sizes"] if one["tabs"] == 20_000)
    assert json.loads(json.dumps(simulate(COSTS, setup(20_000), SEED))) == published


@pytest.mark.parametrize("tabs", [40_000, 200_000])
def test_the_simulation_needs_what_the_formula_says_as_long_as_nothing_is_full(tabs):
    found, said = simulate(COSTS, setup(tabs), SEED), needs(COSTS, tabs)
    assert found["arrived_share"] > 0.95
    assert found["commits_per_second"] == pytest.approx(said.commits, rel=0.15)
    assert found["database_share"] == pytest.approx(said.database_cores, rel=0.15)
    assert found["node_share"] == pytest.approx(said.node_cores, rel=0.3)


@pytest.mark.parametrize(("slow", "full"), [({"read": 1e5}, "reads_share"), ({"node_room": 500.0}, "node_cores")])
def test_beyond_a_limit_messages_wait_ever_longer(slow, full):
    """With a cost so high that this limit comes first, and few nodes have to be simulated."""
    costs = replace(COSTS, **slow)
    limit = most_tabs(costs, full)
    assert limit == min(most_tabs(costs, share) for share in WHEN_FULL)
    assert needs(costs, 2 * limit).nodes < 50
    assert simulate(costs, replace(setup(2 * limit), seconds=2.0), SEED)["arrived_share"] < 0.8
