"""Reads a rule file strictly: every value knows its file and key path, and no key may stand twice."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import yaml

from assistant.errors import RuleDataError

# libyaml reads a rule file ten times as fast as the pure Python parser.
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NUMBER = re.compile(r"\d{1,20}(\.\d{1,10})?")
_MERGE = "tag:yaml.org,2002:merge"

Kind = TypeVar("Kind", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a rule file; its readers raise RuleDataError naming file, key path and value."""

    file: Path
    path: str
    value: object

    def error(self, problem: str) -> RuleDataError:
        return RuleDataError(f"{self.file}: {self.path or '(顶层)'}: {problem}")

    def keys(self, required: Collection[str], optional: Collection[str] = ()) -> None:
        """Check that this is a mapping with these keys and no others."""
        mapping = self._mapping()
        for key in mapping:
            if key not in required and key not in optional:
                known = ", ".join((*required, *optional))
                raise self.at_path(str(key)).error(f"未知的键 {key!r}；可用的键：{known}")
        for key in required:
            if key not in mapping:
                raise self.error(f"缺少键 {key!r}")

    def has(self, key: str) -> bool:
        return key in self._mapping()

    def at(self, key: str) -> Node:
        return Node(self.file, self._join(key), self._mapping()[key])

    def at_path(self, key: str) -> Node:
        return Node(self.file, self._join(key), None)

    def items(self) -> Iterator[Node]:
        if not isinstance(self.value, list):
            raise self.error(f"应为列表，实为 {self.value!r}")
        for index, value in enumerate(self.value):
            name = value.get("id") or value.get("name") if isinstance(value, dict) else None
            yield Node(self.file, f"{self.path}[{name or index}]", value)

    def text(self, key: str, default: str | None = None) -> str:
        """Read a text; `default` stands in where the key may be left out."""
        if default is not None and not self.has(key):
            return default
        node = self.at(key)
        if not isinstance(node.value, str) or not node.value.strip():
            raise node.error(f"应为非空文字（数字、条款号要加引号），实为 {node.value!r}")
        return node.value

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts."""
        found = []
        for item in self.at(key).items():
            if not isinstance(item.value, str) or not item.value.strip():
                raise item.error(f"应为非空文字，实为 {item.value!r}")
            found.append(item.value)
        return tuple(found)

    def flag(self, key: str, default: bool = False) -> bool:
        if not self.has(key):
            return default
        node = self.at(key)
        if not isinstance(node.value, bool):
            raise node.error(f"应为 true 或 false，实为 {node.value!r}")
        return node.value

    def number(self, key: str) -> Decimal:
        """Read a figure written as a quoted string, so that nothing passes through floating point."""
        node = self.at(key)
        if not isinstance(node.value, str) or not _NUMBER.fullmatch(node.value):
            raise node.error(f'数字要写成带引号的十进制数，例如 "5000000" 或 "0.20"，实为 {node.value!r}')
        return Decimal(node.value)

    def day(self, key: str) -> date:
        node = self.at(key)
        if not isinstance(node.value, date) or isinstance(node.value, datetime):
            raise node.error(f"应为日期，例如 2025-09-28，实为 {node.value!r}")
        return node.value

    def one_of(self, key: str, kinds: type[Kind]) -> Kind:
        """Read a word of a closed list."""
        node = self.at(key)
        if not isinstance(node.value, str) or node.value not in [kind.value for kind in kinds]:
            known = ", ".join(kind.value for kind in kinds)
            raise node.error(f"{node.value!r} 不在可用值之中：{known}")
        return kinds(node.value)

    def _mapping(self) -> dict[str, object]:
        if not isinstance(self.value, dict):
            raise self.error(f"应为键值表，实为 {self.value!r}")
        return self.value

    def _join(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


def read_rule_file(file: Path, content: bytes) -> Node:
    """Read the YAML of a rule file.

    Raises:
        RuleDataError: it is not UTF-8 or not YAML, or a key stands twice.
    """
    try:
        loader = _Loader(content.decode("utf-8"))
        try:
            tree = loader.get_single_node()
            if tree is None:
                raise RuleDataError(f"{file}: 文件是空的，至少要有 document 和 awards。")
            _refuse_duplicates(tree, file, "", set())
            return Node(file, "", loader.construct_document(tree))
        finally:
            loader.dispose()
    except UnicodeDecodeError as error:
        raise RuleDataError(f"{file}: 不是 UTF-8 文本（{error}）。") from error
    except (yaml.YAMLError, ValueError) as error:
        raise RuleDataError(f"{file}: YAML 有误：{error}") from error


def _refuse_duplicates(node: yaml.Node, file: Path, path: str, visited: set[int]) -> None:
    if id(node) in visited:  # reached before through an anchor
        return
    visited.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _refuse_duplicates(item, file, f"{path}[{index}]", visited)
    elif isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            where = f"{path}.{key.value}" if path else str(key.value)
            if key.value in seen:
                raise RuleDataError(f"{file}:{key.start_mark.line + 1}: {where}: 键 {key.value!r} 写了两次")
            seen.add(key.value)
            if key.tag != _MERGE:
                _refuse_duplicates(value, file, where, visited)
