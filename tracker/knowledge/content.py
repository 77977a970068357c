"""YAML files read with the line of every entry, so that a mistake can be named with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import SafeConstructor
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Key = tuple[str | int, ...]
"""Where a value stands in a file: names of fields and positions in lists, outermost first."""

_TEXT = "tag:yaml.org,2002:str"
_MERGE = "tag:yaml.org,2002:merge"


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One mistake in the content: the file (from the folder of the seed), its line, the key and what is wrong."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.key} {self.message}"


@dataclass(frozen=True, slots=True)
class Document:
    """One file as plain data, and the line (from 1) of each of its keys. `broken`: it could not be read whole."""

    file: str
    data: Any
    lines: Mapping[Key, int]
    broken: tuple[Problem, ...] = ()

    def line(self, key: Key) -> int:
        """The line of `key`, or of the nearest entry around it that the file does have."""
        while key and key not in self.lines:
            key = key[:-1]
        return self.lines.get(key, 1)

    def problem(self, key: Key, message: str) -> Problem:
        return Problem(self.file, self.line(key), self.named(key), message)

    def at(self, key: Key) -> Any:
        """The value at `key`; None if there is none."""
        here = self.data
        for part in key:
            try:
                here = here[part]
            except (KeyError, IndexError, TypeError):
                return None
        return here

    def key_of(self, value: str, within: Key) -> Key:
        """Where `value` first stands inside the entry at `within`; `within` itself if it does not."""
        inside = (key for key in self.lines if key[: len(within)] == within)
        return next((key for key in inside if self.at(key) == value), within)

    def named(self, key: Key) -> str:
        """`key` as a person would say it: list positions become the id of the entry where it has one."""
        words = []
        for length, part in enumerate(key, start=1):
            words.append(_name(self.at(key[:length]), str(part)) if isinstance(part, int) else part)
        return ".".join(words) or "-"


def _name(entry: Any, otherwise: str) -> str:
    names = (entry.get(field) for field in ("id", "term", "name")) if isinstance(entry, dict) else ()
    return next((name for name in names if isinstance(name, str)), otherwise)


def read(path: Path, file: str) -> Document:
    """The document at `path`, called `file` in messages. Never raises: what is wrong with it is in `broken`."""
    try:
        loader = yaml.CSafeLoader(path.read_text(encoding="utf-8"))
    except OSError as error:
        return _broken(file, 1, f"cannot be read: {error.strerror or error}")
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        return _broken(file, 1, f"is not UTF-8 text that YAML allows: {error}".splitlines()[0])
    try:
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return _broken(file, line, f"is not YAML: {error.problem or error}")
    except yaml.YAMLError as error:
        return _broken(file, 1, f"is not YAML: {error}".splitlines()[0])
    finally:
        loader.dispose()
    if node is None:
        return _broken(file, 1, "is empty")
    reader = _Reader(file)
    try:
        data = reader.value(node, ())
    except RecursionError:
        return _broken(file, 1, "is nested too deep, or an entry holds itself")
    return Document(file, data, reader.lines, tuple(reader.problems))


def _broken(file: str, line: int, message: str) -> Document:
    return Document(file, None, {}, (Problem(file, line, "-", message),))


@dataclass
class _Reader:
    """Builds plain data from nodes and notes the line of each key on the way."""

    file: str
    lines: dict[Key, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    others: SafeConstructor = field(default_factory=SafeConstructor)

    def value(self, node: Node, key: Key) -> Any:
        self.lines.setdefault(key, node.start_mark.line + 1)
        if isinstance(node, ScalarNode):
            return node.value if node.tag == _TEXT else self._scalar(node, key)
        if isinstance(node, SequenceNode):
            return [self.value(child, (*key, index)) for index, child in enumerate(node.value)]
        if isinstance(node, MappingNode):
            return self._mapping(node, key)
        raise TypeError(f"YAML has no node {node!r}")

    def _mapping(self, node: MappingNode, key: Key) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for name_node, child in node.value:
            # Coded values such as true and false may be names of fields, so a name is always its text.
            name = name_node.value if isinstance(name_node, ScalarNode) else "?"
            line = name_node.start_mark.line + 1
            here = (*key, name)
            if name in data or name_node.tag == _MERGE:
                self._report(line, here, "stands here twice" if name in data else "merges entries: write them out")
                continue
            self.lines[here] = line
            data[name] = self.value(child, here)
        return data

    def _scalar(self, node: ScalarNode, key: Key) -> Any:
        try:
            return self.others.construct_object(node, deep=True)
        except (yaml.YAMLError, ValueError) as error:
            self._report(node.start_mark.line + 1, key, f"is not a value: {str(error).splitlines()[0]}")
            return None

    def _report(self, line: int, key: Key, message: str) -> None:
        self.problems.append(Problem(self.file, line, ".".join(map(str, key)), message))
