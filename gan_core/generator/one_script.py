"""Several JavaScript modules as one script, for a page that must open from a disk.

Browsers load no module from a file beside the page. Ours have named exports and imports only, so
each becomes a function that returns what it exports, after those that it imports.
"""

import posixpath
import re
from collections.abc import Mapping

IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";\n', re.M)
EXPORT = re.compile(r"^export ((?:async )?function\*?|class|const|let) (\w+)", re.M)
LEFT = re.compile(r"^(?:import|export)\b.*", re.M)  # of another form
COMMENT = re.compile(r"^ *(?://.*|/\*\*(?:(?!\*/)(?:.|\n))*\*/)\n", re.M)


def one_script(modules: Mapping[str, str], entry: str) -> str:
    """The script of the module `entry` with all that it imports; `modules` are texts by path."""
    order: list[str] = []
    _visit(modules, entry, order, ())
    parts = [_as_function(modules[path], path, order) for path in order]
    return f'(() => {{\n"use strict";\n{"".join(parts)}}})();'


def _visit(modules: Mapping[str, str], path: str, order: list[str], above: tuple[str, ...]) -> None:
    if path in above:
        raise ValueError(f"{path} imports itself by way of {above[-1]}")
    if path in order:
        return
    for names, address in IMPORT.findall(modules[path]):
        source = _joined(path, address)
        exported = {name for _, name in EXPORT.findall(modules[source])}
        if missing := {name.strip() for name in names.split(",")} - exported:
            raise ValueError(f"{path} imports {missing}, which {source} does not export by itself")
        _visit(modules, source, order, (*above, path))
    order.append(path)


def _as_function(text: str, path: str, order: list[str]) -> str:
    def imported(found: re.Match[str]) -> str:
        return f"const {{{found[1]}}} = module{order.index(_joined(path, found[2]))};\n"

    names = ", ".join(name for _, name in EXPORT.findall(text))
    body = EXPORT.sub(r"\1 \2", IMPORT.sub(imported, COMMENT.sub("", text)))
    if left := LEFT.search(body):
        raise ValueError(f"{path} has a line of a form that is not known here: {left[0]}")
    if "</" in body or "<!--" in body:
        raise ValueError(f"{path} could end the script it is put into")
    return f"const module{order.index(path)} = (() => {{\n{body}return {{ {names} }};\n}})();\n"


def _joined(path: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), address))
