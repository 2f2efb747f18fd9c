"""A corpus on a real Dask cluster of processes: nothing lost, nothing twice, the findings of one process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from audit import pipeline
from audit.acquire.options import InputOptions
from audit.acquire.reading import read
from audit.cluster import corpus
from audit.cluster.corpus import DONE, run_corpus
from audit.cluster.partitions import documents, partitions
from audit.config import Settings
from audit.errors import UsageError
from audit.model import Document, Failure
from audit.report.tables import findings_frame
from tests.pipeline.test_same_result import PAIRS

distributed = pytest.importorskip("distributed")

SETTINGS = Settings(back_translation="none", encoder="none", cache_dir=None, workers=1)


def lines(first: int, count: int) -> list[dict[str, Any]]:
    out = []
    for i in range(first, first + count):
        source, target = PAIRS[i % len(PAIRS)]
        out.append(
            {"id": f"d{i}", "source_lang": "en", "target_lang": "fr", "source": source, "target": target}
        )
    return out


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """JSON Lines and Parquet, 120 documents."""
    made = tmp_path / "in"
    made.mkdir()
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines(0, 80))
    (made / "a.jsonl").write_text(text, encoding="utf-8")
    pd.DataFrame(lines(80, 40)).to_parquet(made / "b.parquet", row_group_size=10)
    (made / "notes.md").write_text("not of the corpus", encoding="utf-8")
    return made


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Partitions of a few documents."""
    monkeypatch.setattr("audit.cluster.partitions._ROWS", 10)
    monkeypatch.setattr(corpus, "partitions", lambda url: partitions(url, 2_000))


@pytest.fixture
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as made:
        yield made


def plain(folder: Path) -> pd.DataFrame:
    return findings_frame(pipeline.run(read([folder / "a.jsonl", folder / "b.parquet"]), SETTINGS))


def same(output: Path, folder: Path) -> None:
    """The output holds every document once, and the findings of one process."""
    found = pd.read_parquet(output / "findings")
    texts = pd.read_parquet(output / "documents")
    ids = [f"d{i}" for i in range(120)]
    assert Counter(texts["id"]) == Counter(ids)
    assert set(pd.read_parquet(output / "segments")["doc"]) == set(ids)
    by = ["doc", "side", "start", "end", "code"]
    expected = plain(folder).sort_values(by, ignore_index=True)
    pd.testing.assert_frame_equal(found.sort_values(by, ignore_index=True), expected)
    assert len(expected) > 50
    assert (output / DONE).exists()
    summary = json.loads((output / "summary.json").read_text("utf-8"))
    assert summary["findings"]["total"] == len(expected)


def test_partitions_hold_every_document_once(folder: Path) -> None:
    (folder / "a.jsonl").open("a", encoding="utf-8").write('{"id": "last", "target": "Sans fin de ligne."}')
    whole = [d.id for d in read([folder / "a.jsonl"]) if isinstance(d, Document)]
    for size in (1, 7, 150, 1_000, 10**9):
        parts = [p for p in partitions(str(folder), size) if p.name == "a.jsonl"]
        there = [d for p in parts for d in documents(p, InputOptions())]
        assert [d.id for d in there if isinstance(d, Document)] == whole
        assert not [d for d in there if isinstance(d, Failure)]


def test_a_worker_is_killed_in_mid_run(folder: Path, tmp_path: Path, cluster: Any, small: None) -> None:
    output = tmp_path / "out"
    killed: list[int] = []

    def kill() -> None:
        while len(list(output.glob("_work/examined/*.sample"))) < 3:
            time.sleep(0.01)
        worker = next(iter(cluster.workers.values()))
        killed.append(worker.pid)
        os.kill(worker.pid, signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    run_corpus([str(folder)], str(output), SETTINGS, cluster.scheduler_address)
    thread.join(timeout=60)
    assert killed
    same(output, folder)


def test_a_run_goes_on_where_it_was_cut_off(folder: Path, tmp_path: Path, cluster: Any, small: None) -> None:
    output = tmp_path / "out"
    run_corpus([str(folder)], str(output), SETTINGS, cluster.scheduler_address)
    made = {p: p.stat().st_mtime_ns for p in output.rglob("part-*")}
    for path in [p for p in made if p.parent.name == "judged"][::2]:
        path.unlink()
    lost = next(p for p in made if p.parent.name == "examined" and not p.suffix)
    lost.unlink()
    (output / DONE).unlink()
    run_corpus([str(folder)], str(output), SETTINGS, cluster.scheduler_address)
    kept = [p for p in made if p.parent.name == "examined" and p.stem != lost.name]
    assert kept and all(p.stat().st_mtime_ns == made[p] for p in kept)
    same(output, folder)


def test_what_changed_is_done_again_and_what_is_gone_goes(
    folder: Path, tmp_path: Path, cluster: Any, small: None
) -> None:
    output = tmp_path / "out"
    run_corpus([str(folder)], str(output), SETTINGS, cluster.scheduler_address)
    (folder / "b.parquet").unlink()
    run_corpus([str(folder)], str(output), SETTINGS, cluster.scheduler_address)
    assert set(pd.read_parquet(output / "documents")["id"]) == {f"d{i}" for i in range(80)}


def test_bad_lines_and_ids_that_come_twice_are_told(tmp_path: Path, cluster: Any) -> None:
    made = tmp_path / "in"
    made.mkdir()
    one = json.dumps(lines(0, 1)[0], ensure_ascii=False)
    (made / "a.jsonl").write_text(f"{one}\nno json\n", encoding="utf-8")
    (made / "b.jsonl").write_text(f"{one}\n", encoding="utf-8")
    report = run_corpus([str(made)], str(tmp_path / "out"), SETTINGS, cluster.scheduler_address)
    assert report.audited == 1
    problems = sorted(f.problem for f in report.failures)
    assert "already that of another" in problems[1] and "is no JSON" in problems[0]


def test_the_command(folder: Path, tmp_path: Path) -> None:
    args = ("run", str(folder), "--scheduler", "local:1", "--back-translation", "none", "--encoder", "none")
    done = subprocess.run(
        [sys.executable, "-m", "audit", *args, "-o", str(tmp_path / "out")],
        capture_output=True, text=True, timeout=300, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "120 documents" in done.stdout and "_SUCCESS" in done.stdout
    same(tmp_path / "out", folder)


@pytest.mark.parametrize(
    ("scheduler", "said"),
    [
        ("local:0", "is no scheduler"),
        ("nowhere", "is no scheduler"),
        ("tcp://127.0.0.1:1", "does not answer"),
    ],
)
def test_schedulers_that_are_none(folder: Path, tmp_path: Path, scheduler: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        run_corpus([str(folder)], str(tmp_path / "out"), SETTINGS, scheduler)


def test_nothing_to_audit(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        partitions(str(tmp_path / "nowhere"))
    with pytest.raises(UsageError, match="nothing to audit"):
        partitions(str(tmp_path))
