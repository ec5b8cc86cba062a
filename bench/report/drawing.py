"""Draws a plot as SVG with matplotlib: the same bytes for the same figures, on a white ground in light and dark pages."""

from pathlib import Path
from typing import Final

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator

from bench.report.plots import Plot

COLOURS: Final = ("#c2410c", "#2563eb", "#15803d")


def draw(plot: Plot, path: Path) -> None:
    with mpl.rc_context(
        {
            "svg.fonttype": "none",  # text stays text: small files, and a screen reader finds it
            "svg.hashsalt": "hubbub",  # otherwise the ids in the file are random
            "font.sans-serif": ["DejaVu Sans"],
            "font.size": 10,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": "#6b7280",
            "grid.color": "#e5e7eb",
        }
    ):
        figure = Figure(figsize=(8, 4.2), layout="constrained")
        axes = figure.subplots()
        for colour, (name, points) in zip(COLOURS, plot.series.items(), strict=False):
            axes.plot(list(points), list(points.values()), marker="o", markersize=5, color=colour, label=name)
        axes.set(title=plot.title, xlabel=plot.x_title, ylabel=plot.y_title, xscale="log", yscale="log")
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
        axes.minorticks_off()
        axes.tick_params(length=0)
        axes.grid(visible=True)
        figure.legend(loc="outside lower center", ncols=len(COLOURS), frameon=False)
        figure.savefig(path, metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
