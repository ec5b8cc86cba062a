"""The tables of the report: everybody's cost, ratios, latencies, and where Hubbub loses."""

from typing import Final

from bench.contenders import CONTENDERS
from bench.goals import COST, GOALS, P99, Found, Goal
from bench.words import spelled, table
from bench.workloads import EVERYBODY, FULL

PER_MESSAGE: Final = "us_per_message"
MEMORY: Final = "kb_per_connection"
HANDSHAKES: Final = "handshakes_per_second"

COLUMNS: Final = (
    ("steady", COST, "µs per delivery, 100 × 1,000/s"),
    ("flood_100", COST, "100 × 5,000/s"),
    ("conference", COST, "1,000 × 200/s"),
    ("flood_1000", COST, "1,000 × 1,000/s"),
    ("ingest", PER_MESSAGE, "µs per message, two in private"),
    ("conference", MEMORY, "KB per connection (1,000)"),
    ("idle", MEMORY, "KB per connection (5,000)"),
    ("storm", HANDSHAKES, "handshakes/s, 10,000 at once"),
)

FULL_SHARE: Final = 0.97
"""Of its core: who uses more does not keep up."""

LOSS: Final = 1.05


def goals(found: Found) -> str:
    values = [(goal, goal.find(found)) for goal in GOALS]
    rows = [_goal(goal, value) for goal, value in values if value is not None]
    return "## The goals\n\n" + table(["", "goal", "limit", "measured", ""], rows) if rows else ""


def _goal(goal: Goal, value: float) -> list[str]:
    sign = "≥" if goal.at_least else "≤"
    missed = f"**missed by {abs(value / goal.limit - 1):.0%}**" if goal.limit else "**missed**"
    verdict = "met" if goal.is_met(value) else missed
    return [
        str(goal.number),
        goal.words,
        f"{sign} {goal.limit:g} {goal.unit}",
        f"{spelled(value)} {goal.unit}",
        verdict,
    ]


def everybody(found: Found) -> str:
    columns = [column for column in COLUMNS if found.values(column[0], "hubbub", column[1])]
    if not columns:
        return ""
    head = ["", *(words for _, _, words in columns)]
    costs = [[CONTENDERS[key].name, *(_cell(found, key, *column[:2]) for column in columns)] for key in EVERYBODY]
    ratios = [[CONTENDERS[key].name, *(_ratio(found, key, *column[:2]) for column in columns)] for key in EVERYBODY[1:]]
    promises = "\n".join(f"- {one.name}: {one.promise}" for one in CONTENDERS.values())
    return "\n\n".join(
        (
            "## Everybody",
            table(head, costs),
            "Connections × messages a second, from up to ten of the connections. Server processor time per message and connection "
            "that got it. *s*: the server did not keep up, its core was full or messages were still missing 3 s later. "
            "*g*: the load generator was what was full.",
            "### Hubbub divided by the other",
            table(head, ratios),
            "The middle round, and the least and the most. Below 1 Hubbub needs less; for handshakes a second, above 1 it does more.",
            "### What each promises",
            promises,
        )
    )


def _cell(found: Found, key: str, workload: str, figure: str) -> str:
    value = found.middle(workload, key, figure)
    if value is None:
        return ""
    return spelled(value) + (_mark(found, key, workload) if figure in (COST, PER_MESSAGE) else "")


def _mark(found: Found, key: str, workload: str) -> str:
    shots = found.shots(workload, key)
    if any(shot.get("missing") or shot.get("server_share", 0) > FULL_SHARE for shot in shots):
        return " *s*"
    return " *g*" if any(shot.get("generator_was_bottleneck") for shot in shots) else ""


def _ratio(found: Found, key: str, workload: str, figure: str) -> str:
    compared = found.ratio(workload, figure, key)
    if compared is None:
        return ""
    spread = "" if compared.least == compared.most else f" ({spelled(compared.least)}–{spelled(compared.most)})"
    return spelled(compared.middle) + spread


def latencies(found: Found) -> str:
    rows = []
    for workload in FULL:
        for key in ("hubbub", "node", "uws", "sanic"):
            shots = found.shots(workload.key, key)
            if not found.values(workload.key, key, P99):
                continue
            middles = [
                found.middle(workload.key, key, f"latency_ms.{name}") or 0
                for name in ("p50", "p95", "p99", "p999", "max")
            ]
            missing = sum(shot["missing"] for shot in shots)
            core = f"{100 * (found.middle(workload.key, key, 'server_share') or 0):.0f} %"
            title = workload.title if key == "hubbub" else ""
            rows.append([title, CONTENDERS[key].name, *map(spelled, middles), f"{missing:,}", core])
    told = (
        "From the moment a message was sent, at its fixed time, to the moment it was read. *Missing* had not come 3 s after the last "
        "was due; where there are any, the percentiles tell only of those that came. The generator's own delays are in it, for all alike."
    )
    head = ["workload", "", "p50", "p95", "p99", "p99.9", "max", "missing", "core"]
    return f"## Latency, in ms\n\n{table(head, rows)}\n\n{told}" if rows else ""


def reading_back(found: Found) -> str:
    shots, back = found.shots("read_back", "hubbub"), found.shots("back_again", "hubbub")
    parts = []
    if shots:
        shot = shots[0]
        rows = [
            ["start, until the port answers", f"{1e3 * shot['start_seconds']:,.0f} ms"],
            ["first page, the very first in the room", f"{spelled(shot['first_page_cold_ms'])} ms"],
            ["first page", f"{spelled(shot['first_page_ms'])} ms"],
            *(
                [f"back after {count:,} missed", f"{spelled(shot[f'resume_{count}_ms'])} ms"]
                for count in (1, 100, 10_000)
            ),
        ]
        parts.append(f"## Reading back, in a log of {shot['log']:,} messages\n\n{table(['', ''], rows)}")
        parts.append("From the first byte of the handshake to the last message. No peer has anything to read back.")
    if back:
        seconds, cpu = (found.middle("back_again", "hubbub", name) or 0 for name in ("seconds", "server_cpu_seconds"))
        parts.append(
            f"The storm after a restart: {back[0]['connections']:,} come back at once, each 100 messages behind. All had caught up "
            f"after {seconds:.1f} s, for {cpu:.1f} s of processor time, the start included."
        )
    return "\n\n".join(parts)


def on_the_screen(found: Found) -> str:
    if not found.shots("screen", "hubbub"):
        return ""
    middle, most = (spelled(found.middle("screen", "hubbub", f"key_ms.{name}") or 0) for name in ("p50", "p95"))
    return (
        "## On the screen\n\nFrom Enter in one tab until another has painted the message, in Chromium, both on this machine: "
        f"p50 {middle} ms, p95 {most} ms. A frame of the screen is 16.7 ms, and the message is stored in between."
    )


TALKED: Final = ((COST, "µs per delivery"), ("latency_ms.p50", "p50, ms"), (P99, "p99, ms"))
QUIET: Final = ((MEMORY, "KB per connection"), ("us_per_handshake", "µs per handshake"))


def losses(found: Found) -> str:
    rows = []
    for workload in FULL:
        for figure, words in QUIET if workload.key in ("idle", "storm") else TALKED:
            for other in ("node", "uws"):
                compared = found.ratio(workload.key, figure, other)
                if compared and compared.middle > LOSS:
                    ours, theirs = (spelled(found.middle(workload.key, key, figure) or 0) for key in ("hubbub", other))
                    rows.append(
                        [workload.title, words, ours, f"{CONTENDERS[other].name}: {theirs}", spelled(compared.middle)]
                    )
    told = "Everything in this run in which Node's `ws` or µWebSockets did better by more than a twentieth."
    return (
        f"## Where Hubbub loses\n\n{told}\n\n{table(['workload', '', 'Hubbub', 'the other', 'ratio'], rows)}"
        if rows
        else ""
    )
