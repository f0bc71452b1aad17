"""Read YAML files strictly: duplicate and unknown keys are errors that name file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import CorpusError


class Strict(BaseModel):
    """A part of a corpus file; keys that it does not name are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Form = TypeVar("Form", bound=Strict)


class _Loader(yaml.SafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in seen:
                raise yaml.constructor.ConstructorError(None, None, f"duplicate key {name!r}", key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path, form: type[Form]) -> Form:
    """Read a YAML file into `form`.

    Raises:
        CorpusError: it is missing, broken or not of the form; the message names file, line and key.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: 读不了（{error}）。") from error
    try:
        content = yaml.load(text, _Loader)
        return form.model_validate({} if content is None else content)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CorpusError(f"{path}:{line}: YAML 有误：{error.problem}") from error
    except yaml.YAMLError as error:
        raise CorpusError(f"{path}: YAML 有误：{error}") from error
    except ValidationError as error:
        raise CorpusError("; ".join(_problem(path, text, item) for item in error.errors())) from error


def _problem(path: Path, text: str, item: Any) -> str:
    keys = tuple(item["loc"])
    message = "未知的键" if item["type"] == "extra_forbidden" else item["msg"]
    value = "" if item["type"] == "missing" else f"，值 {item['input']!r}"
    name = ".".join(str(key) for key in keys)
    return f"{path}:{_line_of(text, keys)}: {name}: {message}{value}"


def _line_of(text: str, keys: tuple[Any, ...]) -> int:
    """Find the line on which the deepest known one of nested keys stands, counted from 1."""
    node, line = yaml.compose(text, Loader=yaml.SafeLoader), 1
    for key in keys:
        if isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == str(key)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
            line = node.start_mark.line + 1
    return line
