"""A line chart as SVG, both axes logarithmic: figures over four powers of ten fit no other. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

WIDTH: Final = 760
HEIGHT: Final = 420
LEFT, RIGHT, TOP, BOTTOM = 74, 224, 66, 52

COLOURS: Final = ("#c2410c", "#2563eb", "#15803d", "#7c3aed", "#475569", "#b45309")

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Axis:
    """One logarithmic axis: from a power of ten to another, drawn from one pixel to another."""

    title: str
    low: int
    high: int
    start: float
    end: float

    @classmethod
    def around(cls, title: str, values: Sequence[float], start: float, end: float) -> "Axis":
        low = math.floor(math.log10(min(values)))
        high = math.ceil(math.log10(max(values)))
        return cls(title, low, max(high, low + 1), start, end)

    def place(self, value: float) -> float:
        return self.start + (math.log10(value) - self.low) / (self.high - self.low) * (self.end - self.start)

    @property
    def ticks(self) -> list[float]:
        between = (1, 2, 5) if self.high - self.low == 1 else (1,)
        powers = [10.0**power for power in range(self.low, self.high)]
        return [step * power for power in powers for step in between] + [10.0**self.high]


def line_chart(title: str, across: str, up: str, series: Sequence[Series]) -> str:
    """Values have to be above 0. Points of a series are in order."""
    points = [point for one in series for point in one.points]
    x = Axis.around(across, [point[0] for point in points], LEFT, WIDTH - RIGHT)
    y = Axis.around(up, [point[1] for point in points], HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="system-ui, sans-serif" '
        f'font-size="13" fill="#1f2937" role="img" aria-label="{escape(title)}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="24" font-size="16" font-weight="600">{escape(title)}</text>',
        *_grid(x, y),
        *_lines(x, y, series),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _grid(x: Axis, y: Axis) -> list[str]:
    parts = []
    for value in y.ticks:
        at = y.place(value)
        parts.append(f'<path d="M{x.start} {at:.1f}H{x.end}" stroke="#e5e7eb"/>')
        parts.append(f'<text x="{x.start - 8}" y="{at + 4:.1f}" text-anchor="end">{_short(value)}</text>')
    for value in x.ticks:
        at = x.place(value)
        parts.append(f'<path d="M{at:.1f} {y.start}V{y.end}" stroke="#e5e7eb"/>')
        parts.append(f'<text x="{at:.1f}" y="{y.start + 18}" text-anchor="middle">{_short(value)}</text>')
    middle = (x.start + x.end) / 2
    parts.append(f'<text x="{middle:.1f}" y="{HEIGHT - 10}" text-anchor="middle">{escape(x.title)}</text>')
    parts.append(f'<text x="{x.start - 60}" y="{TOP - 18}" font-size="12" fill="#4b5563">{escape(y.title)}</text>')
    return parts


def _lines(x: Axis, y: Axis, series: Sequence[Series]) -> list[str]:
    parts = []
    for number, one in enumerate(series):
        colour = COLOURS[number % len(COLOURS)]
        placed = [(x.place(across), y.place(up)) for across, up in one.points]
        path = "L".join(f"{across:.1f} {up:.1f}" for across, up in placed)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="{3 if number == 0 else 2}"/>')
        parts += [f'<circle cx="{across:.1f}" cy="{up:.1f}" r="3.5" fill="{colour}"/>' for across, up in placed]
        at = TOP + 12 + 22 * number
        parts.append(f'<path d="M{WIDTH - RIGHT + 16} {at}h20" stroke="{colour}" stroke-width="3"/>')
        parts.append(f'<text x="{WIDTH - RIGHT + 42}" y="{at + 4}">{escape(one.name)}</text>')
    return parts


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"
