"""Read a source file into text. A new format is one more reader in `_READERS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import CorpusError

# Very frequent in any Chinese text, in either script: their share tells the right encoding from a wrong one.
_COMMON = frozenset(
    "的一在不了有和人中大为為上个個国國以要用年生到作地于於出就分对對成会會可主发發动動同工也能下过過产產"
    "面而方后後多定行法所民得经經条條第项項应應是本市政府企业業按照及与與或"
)
_LEAST_SHARE = 0.04


@dataclass(frozen=True, slots=True)
class SourceText:
    text: str
    markdown: bool = False
    encoding: str = "utf-8"


def read_source(path: Path) -> SourceText:
    """Read a source by its extension.

    Raises:
        CorpusError: it is missing, empty, of an unknown format or cannot be decoded.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise CorpusError(f"{path}: 不支持的格式 {path.suffix!r}；现支持 {'、'.join(_READERS)}。")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CorpusError(
            f"{path}: 读不到来源文件（{error}）。请检查 document.yaml 的 source.file。"
        ) from error
    if not data.strip():
        raise CorpusError(f"{path}: 来源文件是空的。")
    return reader(data, path)


def decode(data: bytes, path: Path) -> tuple[str, str]:
    """Decode Chinese text in UTF-8, GB18030 or Big5; gives the text and the encoding's name.

    Raises:
        CorpusError: none of them yields Chinese text.
    """
    if b"\x00" not in data:
        try:
            return data.decode("utf-8-sig"), "utf-8"
        except UnicodeDecodeError:
            pass  # then it is an older encoding, tried next
        found = [(text, name) for name in ("gb18030", "big5") if (text := _decoded(data, name)) is not None]
        best = max(found, key=lambda item: _common_share(item[0]), default=None)
        if best and _common_share(best[0]) >= _LEAST_SHARE:
            return best
    raise CorpusError(f"{path}: 无法识别文字编码（试过 utf-8、gb18030、big5）。请另存为 UTF-8 再导入。")


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _common_share(text: str) -> float:
    beyond_ascii = [char for char in text if char > "\x7f"]
    return sum(char in _COMMON for char in beyond_ascii) / max(1, len(beyond_ascii))


def _read_text(data: bytes, path: Path) -> SourceText:
    text, encoding = decode(data, path)
    return SourceText(text, encoding=encoding)


def _read_markdown(data: bytes, path: Path) -> SourceText:
    text, encoding = decode(data, path)
    return SourceText(text, markdown=True, encoding=encoding)


_READERS: dict[str, Callable[[bytes, Path], SourceText]] = {
    ".txt": _read_text,
    ".text": _read_text,
    ".md": _read_markdown,
    ".markdown": _read_markdown,
}
