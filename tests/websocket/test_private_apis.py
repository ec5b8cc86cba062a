"""The private parts of Sanic and websockets that private_apis.py uses exist, and no other module uses any."""

import ast
import inspect

import pytest
import websockets.frames
from sanic import Sanic
from sanic.http import Http
from sanic.models.server_types import ConnInfo
from sanic.server import HttpProtocol
from websockets.server import ServerProtocol

from tests.support.server import ROOT

PARTS = {
    HttpProtocol: (
        "_callback_check_timeouts _can_write _task _time app check_timeouts close conn_info connection_lost connections "
        "data_received http HTTP_CLASS loop recv_buffer transport"
    ),
    Http: (
        "_safe_int create_empty_request exception http1_request_header recv_buffer request request_body response_func "
        "stage upgrade_websocket url"
    ),
    ConnInfo: "lost",
    Sanic: "_websocket_handler handle_request",
    ServerProtocol(): "parser parser_exc",
    websockets.frames: "apply_mask",
}
OWN = {"_HEAD", "_DIGITS", "_check_request", "_stop_checking"}
DOCUMENTED = {
    "sanic": {"HTTPResponse", "Request", "Sanic", "json"},
    "sanic.config": {"Config"},
    "sanic.exceptions": {"SanicException"},
    "sanic.handlers": {"ErrorHandler"},
    "websockets.frames": {"Close", "Frame", "Opcode"},
    "websockets.protocol": {"OPEN", "SEND_EOF"},
    "websockets.server": {"ServerProtocol"},
}
"""The names of the two packages that other modules may import."""

SERVICE = ROOT / "service"
PRIVATE_APIS = SERVICE / "websocket/private_apis.py"


@pytest.mark.parametrize(("owner", "part"), [(owner, part) for owner, names in PARTS.items() for part in names.split()])
def test_each_private_part_is_where_the_seam_uses_it(owner, part):
    name = getattr(owner, "__name__", type(owner).__name__)
    assert hasattr(owner, part), (
        f"{name}.{part} is gone: service/websocket/private_apis.py depends on it and needs another way"
    )


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        (Sanic._websocket_handler, ["self", "handler", "request", "args", "subprotocols", "kwargs"]),
        (Http._safe_int, ["value", "base"]),
        (Http.http1_request_header, ["self"]),
        (Http.create_empty_request, ["self"]),
        (HttpProtocol.close, ["self", "timeout"]),
    ],
)
def test_what_the_seam_overrides_is_still_called_in_the_same_way(function, parameters):
    told = f"{function.__qualname__} has other parameters: look at the override in service/websocket/private_apis.py"
    assert list(inspect.signature(function).parameters) == parameters, told


def test_every_private_name_in_the_seam_is_listed_here():
    listed = {part for names in PARTS.values() for part in names.split()} | OWN
    tree = ast.parse(PRIVATE_APIS.read_text())
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr.startswith("_")}
    assert {name for name in used if not name.startswith("__")} <= listed


def test_no_other_module_uses_a_private_or_undocumented_part():
    for path in SERVICE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())) if path != PRIVATE_APIS else ():
            if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] in ("sanic", "websockets"):
                names = {alias.name for alias in node.names}
                assert names <= DOCUMENTED.get(str(node.module), set()), (
                    f"{path.name} imports {names} from {node.module}"
                )
            if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
                is_own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls", "os", "tab")
                assert is_own, f"{path.name} uses {ast.unparse(node)}"
