"""Reads from the source what the docs have to list: refusals, close codes, numbers, log lines."""

import ast
import re

from tests.support.server import ROOT


def modules(folder, pattern):
    """Returns the text of each module by its name without folders, as the docs name constants; two with one name are joined."""
    texts: dict[str, str] = {}
    for path in sorted((ROOT / folder).rglob(pattern)):
        if path.stem != "__init__":
            texts[path.stem] = f"{texts.get(path.stem, '')}{path.read_text()}"
    return texts


SERVICE, CLIENT = modules("service", "*.py"), modules("client", "*.js")


def in_service(pattern):
    return [found for text in SERVICE.values() for found in re.findall(pattern, text)]


def denials():
    """Yields status and code of every refusal over HTTP; for `bad_{name}` one for each parameter that its module reads."""
    for text in SERVICE.values():
        read = re.findall(r'_argument\(request, "(\w+)"', text)
        for several in re.findall(r'for name in \(("[^)]*)\)', text):
            read += re.findall(r"\w+", several)
        for status, code in re.findall(r'Denied\(\s*([\w.]+), f?"([^"]+)"', text):
            for name in read if "{name}" in code else [""]:
                yield (status if status.isdigit() else "400"), code.replace("{name}", name)


def refusals():
    return set(in_service(r'(?:Refusal|BadText|Rejected)\(\s*"(\w+)"'))


def closes():
    """Returns the names of the close codes, and the reasons given with them."""
    found = in_service(r'(?:[cC]lose|_disconnect)\((?:tab|([A-Z_]+)), "([^"]+)"')
    return {name for name, _ in found if name}, {reason for _, reason in found}


def numbers():
    """Returns every number that the service names or gives to Sanic, by `module.NAME`."""
    found = {}
    for module, text in SERVICE.items():
        for node in ast.parse(text).body:
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value and is_arithmetic(node.value):
                name = ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
                found[f"{module}.{name}"] = eval(ast.unparse(node.value))
        for name, value in re.findall(r"^ +([A-Z_]+)=([\d_.]+),", text, re.MULTILINE):
            found[f"{module}.{name}"] = ast.literal_eval(value)
    return {name: value for name, value in found.items() if isinstance(value, (int, float))}


def is_arithmetic(value):
    return all(isinstance(part, (ast.Constant, ast.BinOp, ast.operator)) for part in ast.walk(value))


def waits(*modules):
    """Returns the client's numbers of milliseconds, by `module.NAME_MS`."""
    return {
        f"{module}.{name}": float(value)
        for module in modules
        for name, value in re.findall(r"^const (\w+_MS) = ([\d_]+);", CLIENT[module], re.MULTILINE)
    }


def log_lines():
    """Yields event, level and fields of every line that the service logs."""
    for text in SERVICE.values():
        for call in ast.walk(ast.parse(text)):
            if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("logger."):
                fields = {"exception" if word.arg == "exc_info" else word.arg for word in call.keywords}
                yield ast.literal_eval(call.args[0]), ast.unparse(call.func).split(".")[1], fields
