"""Sources in any of the encodings Chinese documents come in."""

from pathlib import Path

import pytest

from assistant.errors import CorpusError
from ingest.sources import read_source

SIMPLIFIED = "第一条 为了规范人工智能奖励的申报和兑付,根据本市行动计划,制定本办法。"
TRADITIONAL = "第一條 為了規範人工智能獎勵的申報和兌付,根據本市行動計劃,制定本辦法。"


@pytest.mark.parametrize(
    ("text", "codec", "detected"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
    ],
)
def test_encoding_is_recognised(tmp_path: Path, text: str, codec: str, detected: str) -> None:
    path = tmp_path / "source.txt"
    path.write_bytes(text.encode(codec))
    source = read_source(path)
    assert (source.text, source.encoding, source.markdown) == (text, detected, False)


def test_markdown_is_told_by_its_extension(tmp_path: Path) -> None:
    path = tmp_path / "source.MD"
    path.write_text("# 标题", encoding="utf-8")
    assert read_source(path).markdown


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", bytes(range(128, 256)) * 4, "无法识别文字编码"),
        ("a.txt", b"\x00\x01\x02", "无法识别文字编码"),
        ("a.txt", "résumé naïve café".encode("latin-1"), "无法识别文字编码"),
        ("a.txt", b" \n ", "是空的"),
        ("a.xyz", b"text", r"不支持的格式 '\.xyz'"),
    ],
)
def test_source_that_cannot_be_read_is_refused(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(CorpusError, match=message):
        read_source(tmp_path / name)


def test_missing_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="读不到来源文件"):
        read_source(tmp_path / "none.txt")
