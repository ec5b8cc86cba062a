"""The structure of the code: imports between groups point one way, and every module begins with a sentence about its job."""

import ast
import re
from graphlib import TopologicalSorter

import pytest

from tests.support.server import ROOT

BASE = "protocol settings text"
SERVICE = {
    **dict.fromkeys(("protocol", "settings", "text", "process"), ""),
    "log": BASE,
    "access": f"log {BASE}",
    "websocket": f"access {BASE}",
    "chat": f"websocket access log {BASE}",
    "services": f"chat websocket access log {BASE}",
    "http": f"services chat websocket access log {BASE}",
    "lifecycle": f"process services chat websocket access log {BASE}",
    "app": f"lifecycle process http services chat websocket access log {BASE}",
    "__init__": "app",
}
"""Each folder or module of service/, and what it may import."""

CLIENT = {
    "text": "",
    "words": "",
    "state": "text",
    "browser": "words state text",
    "connection": "browser state text",
    "people": "connection browser state text",
    "attention": "connection people browser state text",
    "page": "attention browser state text",
    "picker": "browser state text",
    "offline": "browser state text",
    "worker": "",
    "actions": "page connection people browser state text",
    "list": "actions page connection people browser state text",
    "composer": "list picker page connection people browser state text",
    "find": "list page connection people browser state text",
    "rooms": "attention composer list page connection people browser state text",
    "idle-parts": "rooms attention page connection people browser",
    "main": "idle-parts offline rooms find composer list page connection people browser state text",
    "start": "main browser",
}
MODULES = sorted(
    path
    for folder in ("service", "client", "tests", "e2e", "bench")
    for path in [*(ROOT / folder).rglob("*.py"), *(ROOT / folder).rglob("*.js")]
    if not {".venv", "node_modules"} & set(path.parts[len(ROOT.parts) :])  # what make bench installs
)


def group_of(path, top):
    """Returns the folder below `top`, or the module if it is in no folder."""
    return path.relative_to(top).parts[0].partition(".")[0]


def imports_of_service():
    top = ROOT / "service"
    for path in top.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in getattr(node, "names", ())] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            for name in names:
                if name.startswith("service."):
                    yield path, group_of(path, top), name.split(".")[1]


def imports_of_client():
    top = ROOT / "client"
    for path in top.rglob("*.js"):
        for imported in re.findall(r'\b(?:from|import)\b\s*\(?["`](\.[^"`]+)', path.read_text()):
            yield path, group_of(path, top), group_of((path.parent / imported).resolve(), top)


@pytest.mark.parametrize(
    ("folder", "allowed", "imports"),
    [("service", SERVICE, imports_of_service), ("client", CLIENT, imports_of_client)],
    ids=["service", "client"],
)
def test_imports_between_groups_point_one_way(folder, allowed, imports):
    tuple(TopologicalSorter({group: names.split() for group, names in allowed.items()}).static_order())  # has no cycle
    found = list(imports())
    assert found
    wrong = [
        f"{path.relative_to(ROOT)} imports {imported}, and {group} may import: {allowed.get(group)}"
        for path, group, imported in found
        if imported not in {group, *allowed.get(group, "").split()}
    ]
    assert not wrong, "\n".join(wrong)
    groups = {group_of(path, ROOT / folder) for kind in ("py", "js") for path in (ROOT / folder).rglob(f"*.{kind}")}
    assert groups == set(allowed), "the table and the folder differ"


BROWSER = r"\b(document|window|location|navigator|localStorage|fetch|setTimeout|new WebSocket|Date\.now)\b"


def test_text_and_state_of_the_client_are_pure_but_for_the_store():
    """The store draws the page. Words of comments do not count."""
    modules = [path for folder in ("text", "state") for path in (ROOT / "client" / folder).glob("*.js")]
    code = {path.name: re.sub(r"//.*", "", path.read_text()) for path in modules if path.name != "store.js"}
    assert {name: found for name, text in code.items() if (found := re.findall(BROWSER, text))} == {}


def first_words(module):
    if module.suffix == ".py":
        return (ast.get_docstring(ast.parse(module.read_text())) or "").partition("\n\n")[0]
    return " ".join(re.findall(r"// (.*)", module.read_text().partition("\n\n")[0]))


def test_every_module_begins_with_a_sentence():
    begins = {str(module.relative_to(ROOT)): first_words(module) for module in MODULES}
    assert not {name: words for name, words in begins.items() if not re.match(r"\S+ .*\w\W*[.:]", words, re.DOTALL)}
