"""Models brought here: from a server that answers as the hub does, and from a folder."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from audit.backtranslate.download import bring
from audit.backtranslate.hub import find_model
from audit.backtranslate.shelf import for_pair, here, remove
from audit.errors import EngineError, UsageError
from tests.backtranslate.server import Answer, Request, serving

NAME = "Helsinki-NLP/opus-mt-fr-en"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
FILES = {
    "config.json": b'{"model_type": "marian"}',
    "source.spm": b"pieces",
    "vocab.json": b"{}",
    "model.safetensors": b"weights" * 5000,
}


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_ENDPOINT"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("MTAUDIT_MODELS", str(tmp_path / "models"))


def _hub(request: Request, promised: dict[str, bytes]) -> Answer:
    """As the hub: what a model holds, and its files."""
    path = request.path.split("?")[0]
    if path.startswith(f"/api/models/{NAME}/tree/"):
        tree = [
            {"type": "file", "path": name, "size": len(body), "oid": "0" * 40}
            for name, body in promised.items()
        ]
        return Answer(json.dumps(tree).encode(), headers={"Content-Type": "application/json"})
    if path.startswith(f"/api/models/{NAME}"):
        siblings = [
            {
                "rfilename": name,
                "size": len(body),
                "lfs": {"sha256": hashlib.sha256(body).hexdigest(), "size": len(body), "pointerSize": 100}
                if name.endswith(".safetensors")
                else None,
            }
            for name, body in promised.items()
        ]
        told = {"id": NAME, "modelId": NAME, "sha": COMMIT, "siblings": siblings}
        return Answer(json.dumps(told).encode(), headers={"Content-Type": "application/json"})
    file = path.rsplit("/", 1)[-1]
    if f"/{NAME}/resolve/" in path and file in FILES:
        tag = hashlib.sha256(FILES[file]).hexdigest()
        return Answer(FILES[file], headers={"ETag": f'"{tag}"', "X-Repo-Commit": COMMIT})
    return Answer(b"{}", 404)


def _fetch(mirror: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own: the hub's client reads the environment once."""
    code = (
        "import sys; from audit.backtranslate.download import fetch; from audit.errors import AuditError\n"
        f"try: print(fetch({NAME!r}, mirror={mirror!r}))\n"
        "except AuditError as error: print('error:', error)"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=Path(__file__).parents[2],
    )


def test_from_a_mirror() -> None:
    with serving(lambda request: _hub(request, FILES)) as mirror:
        done = _fetch(mirror)
    folder = Path(done.stdout.strip())
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == FILES, done.stderr
    assert find_model(NAME) == folder
    assert done.stderr == ""
    assert [model.name for model in here()] == [NAME]


def test_a_file_that_is_not_what_was_promised() -> None:
    promised = {**FILES, "model.safetensors": b"Weights" * 5000}
    with serving(lambda request: _hub(request, promised)) as mirror:
        done = _fetch(mirror)
    assert "checksum is wrong" in done.stdout, done.stderr
    assert find_model(NAME) is None


def test_without_network() -> None:
    done = _fetch("http://127.0.0.1:9")  # nothing listens there
    assert done.stdout.startswith(f"error: the model {NAME} cannot be downloaded: ")
    assert "--from FOLDER" in done.stdout
    assert done.stdout.count("\n") == 1


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "origin"
    folder.mkdir()
    for name, body in FILES.items():
        (folder / name).write_bytes(body)
    return folder


def test_from_a_folder(tmp_path: Path) -> None:
    seen: dict[str, tuple[int, int]] = {}
    folder = _folder(tmp_path)
    place = bring(NAME, folder, lambda name, done, total: seen.update({name: (done, total)}))
    assert place == tmp_path / "models" / NAME
    assert find_model(NAME) == place
    assert seen == {name: (len(body), len(body)) for name, body in FILES.items()}
    assert [child.name for child in place.parent.iterdir()] == [place.name]
    with pytest.raises(UsageError, match="there already"):
        bring(NAME, folder, lambda *_: None)


def test_checksums_of_the_folder(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    sums = "".join(f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in FILES.items())
    (folder / "SHA256SUMS").write_text(sums)
    bring(NAME, folder, lambda *_: None)
    assert remove(NAME, None) == [tmp_path / "models" / NAME]
    (folder / "model.safetensors").write_bytes(b"cut")
    with pytest.raises(EngineError, match="checksum is wrong"):
        bring(NAME, folder, lambda *_: None)
    assert find_model(NAME) is None
    assert (folder / "model.safetensors").read_bytes() == b"cut"  # the origin is left alone


@pytest.mark.parametrize("name", ["../elsewhere", "a b", "", "/etc"])
def test_names_stay_in_the_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        bring(name, _folder(tmp_path), lambda *_: None)
    assert find_model(name) is None


def test_removes_what_was_converted_too(tmp_path: Path) -> None:
    from audit.backtranslate.digest import digest

    bring(NAME, _folder(tmp_path), lambda *_: None)
    place = tmp_path / "models" / NAME
    mine = tmp_path / "cache" / "ctranslate2" / f"{digest(place)}-int8-4.6.0-1"
    other = tmp_path / "cache" / "ctranslate2" / "another-int8-4.6.0-1"
    for folder in (mine, other):
        folder.mkdir(parents=True)
    assert remove(NAME, tmp_path / "cache") == [place, mine]
    assert other.is_dir()
    assert not mine.exists()
    assert not place.exists()


def test_models_for_a_pair() -> None:
    listed = {model.name: model for model in for_pair("fr", "en")}
    assert listed[NAME].published
    assert listed["facebook/nllb-200-distilled-600M"].licence.startswith("CC-BY-NC-4.0")
    assert listed["facebook/m2m100_418M"].licence == "MIT"
    assert listed["facebook/m2m100_418M"].published
    assert listed["Helsinki-NLP/opus-mt-tc-big-fr-en"].published is None
    assert "Helsinki-NLP/opus-mt-tc-big-fr-en" in listed
    assert "Helsinki-NLP/opus-mt-tc-big-gmq-en" in {model.name for model in for_pair("sv", "en")}
    assert all(model.folder is None for model in listed.values())
