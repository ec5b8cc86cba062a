"""Numbers and tables in Markdown. Pure."""

from collections.abc import Iterable, Sequence


def number(value: float | None) -> str:
    """Three significant digits: the measurements are no more exact. Empty for None."""
    if value is None:
        return ""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 0.001 else "0"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
