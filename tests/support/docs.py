"""README and the pages of docs/, read by their parts: sections, tables, examples, links."""

import re

from tests.support.server import ROOT

README = ROOT / "README.md"
PROTOCOL, OPERATING, CHANGING = (ROOT / f"docs/{name}.md" for name in ("protocol", "operating", "changing"))
PAGES = [README, *sorted((ROOT / "docs").glob("*.md"))]


def section(page, heading, within=None):
    """Returns the text under a heading, up to the next heading of its rank; `within` a section if several have this heading."""
    text = page.read_text() if within is None else section(page, within)
    rank = len(heading.split()[0])
    found = re.search(rf"^{re.escape(heading)}$\n(.*?)(?=^#{{1,{rank}}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"{page.name} has no {heading!r}"
    return found[1]


def tables(text, first_column):
    """Returns the rows of each table that begins with this column, without its head."""
    parts = [rest.partition("\n\n")[0].splitlines()[2:] for rest in text.split(f"| {first_column} |")[1:]]
    return [[[cell.strip() for cell in row.strip("|").split("|")] for row in rows] for rows in parts]


def table(text, first_column):
    """Returns the rows of the first such table; none if there is no table."""
    return (tables(text, first_column) or [[]])[0]


def examples(text, language="json"):
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def word(cell):
    return cell.strip("`")


def number(cell):
    return float(cell.replace(",", ""))


def links(page):
    """Yields every link to a page of the docs, as a path and an anchor."""
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", page.read_text()):
        yield page.parent / target if target else page, anchor


def anchors(page):
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def quoted(text):
    """Returns all texts in backticks, except those in fenced blocks."""
    return re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
