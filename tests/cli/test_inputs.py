"""What can be given to the command, and what the options do to it."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.support import (
    EN,
    FR,
    GOOD_EN,
    GOOD_FR,
    PLAIN,
    Done,
    call,
    command,
    environment,
    findings,
    marked,
    pair,
    put,
    summary,
)  # fmt: skip

Cli = Callable[..., Done]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    """``cli("in", "--select", "NUM")`` audits, in an empty folder, into ``out``."""
    monkeypatch.chdir(tmp_path)
    return lambda *args: call(capsys, monkeypatch, "run", *args, *PLAIN, "-o", "out")


OUT = Path("out")


def ids() -> list[str]:
    return [d["id"] for d in summary(OUT)["documents"]]


def test_a_folder_of_pairs(cli: Cli) -> None:
    pair(Path("in/news"), "a")
    pair(Path("in"), "b", GOOD_EN, GOOD_FR)
    assert cli("in").code == 0
    assert ids() == ["b.fr", "news/a.fr"]
    assert {d["level"] for d in summary(OUT)["documents"]} == {2}


def test_two_files_are_a_pair(cli: Cli) -> None:
    pair(Path())
    assert cli("a.en.txt", "a.fr.txt").code == 0
    assert ids() == ["a.fr"] and ("NUM001", "5 300") in marked(OUT)


def test_a_target_alone(cli: Cli) -> None:
    put(Path("lone.txt"), FR)
    done = cli("lone.txt")
    assert done.code == 0 and ("TRM002", "NATO") in marked(OUT)
    assert summary(OUT)["documents"][0]["level"] == 1
    assert "not judged" in done.out and "--source FILE" in done.out


def test_a_source_given_by_name(cli: Cli) -> None:
    put(Path("original.txt"), EN)
    put(Path("version.txt"), FR)
    assert cli("version.txt", "--source", "original.txt", "-s", "en", "-t", "fr").code == 0
    assert ("NUM001", "5 300") in marked(OUT)
    (made,) = summary(OUT)["documents"]
    assert made["source_lang"]["origin"] == made["target_lang"]["origin"] == "option"


def test_a_source_of_two_targets_cannot_be(cli: Cli) -> None:
    for name in ("s", "a", "b"):
        put(Path(f"{name}.txt"), FR)
    done = cli("a.txt", "b.txt", "--source", "s.txt")
    assert done.code == 2 and done.err.startswith("mtaudit: s.txt: --source is the source of one target")


def test_tables(cli: Cli) -> None:
    put(Path("t.csv"), "Nr,Original,Übersetzung\n1,It cost 3500 euros.,Il a coûté 5300 euros.\n")
    done = cli("t.csv", "--column", "id=Nr", "--column", "source=Original", "--column", "target=Übersetzung")
    assert done.code == 0 and ids() == ["1"] and ("NUM001", "5300") in marked(OUT)
    put(Path("t.tsv"), "id\tsource\ttarget\nx\tIt cost 3500 euros.\tIl a coûté 5300 euros.\n")
    assert cli("t.tsv").code == 0 and ids() == ["x"] and ("NUM001", "5300") in marked(OUT)


def test_a_missing_column_is_named(cli: Cli) -> None:
    put(Path("t.csv"), "id,text\n1,Un.\n")
    done = cli("t.csv")
    assert done.code == 3 and "no column 'target'; there are 'id', 'text'" in done.out
    assert "--column target=COLUMN" in done.out
    done = cli("t.csv", "--column", "traget=text")
    assert done.code == 2 and "'traget'" in done.err


def test_standard_input(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = json.dumps({"id": "s", "source": EN, "target": FR}).encode()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    assert cli("-").code == 0 and ids() == ["s"] and ("NUM001", "5 300") in marked(OUT)


def test_standard_input_of_a_real_command_goes_to_reports_stdin(tmp_path: Path) -> None:
    raw = json.dumps({"id": "s", "target": "Le Conseil NATO et l’OTAN."}).encode()
    assert command("run", "-", "-t", "fr", *PLAIN, cwd=tmp_path, stdin=raw).code == 0
    assert ("TRM002", "NATO") in marked(tmp_path / "reports" / "stdin")


def test_select_and_ignore(cli: Cli) -> None:
    pair(Path("in"))
    assert cli("in", "--select", "number").code == 0
    assert {code for code, _ in marked(OUT)} == {"NUM001"}
    assert cli("in", "--select", "NUM", "--select", "TRM", "--ignore", "NUM001").code == 0
    assert {code for code, _ in marked(OUT)} == {"TRM002"}
    done = cli("in", "--select", "NMU001")
    assert done.code == 2 and "'NMU001'" in done.err and "`mtaudit rules`" in done.err


def test_least_confidence(cli: Cli) -> None:
    pair(Path("in"))
    assert cli("in").code == 0
    every = findings(OUT)
    limit = sorted(f["confidence"] for f in every)[1]
    assert cli("in", "--min-confidence", str(limit)).code == 0
    assert findings(OUT) == [f for f in every if f["confidence"] >= limit] != every
    assert summary(OUT)["findings"]["total"] == len(findings(OUT))
    assert f"min-confidence:{limit:g}" in summary(OUT)["signature"]
    assert cli("in", "--min-confidence", "2").code == 2


def test_a_glossary(cli: Cli) -> None:
    pair(Path("in"))
    put(Path("terms.csv"), "source,target\nharbour,rade\n")
    assert cli("in", "--glossary", "terms.csv").code == 0
    assert "TRM004" in {code for code, _ in marked(OUT)}
    done = cli("in", "--glossary", "gone.csv")
    assert done.code == 2 and "gone.csv" in done.err and done.err.count("\n") == 1


def test_profiles_weigh_differently(cli: Cli) -> None:
    pair(Path("in"), target=FR.replace("quand", "(quand"))
    scores = {}
    for name in ("mqm", "wmt"):
        assert cli("in", "--profile", name).code == 0
        assert summary(OUT)["profile"] == name and f"profile:{name}" in summary(OUT)["signature"]
        scores[name] = summary(OUT)["score"]["penalty"]
    assert scores["wmt"] < scores["mqm"]
    assert cli("in", "--profile", "bleu").code == 2


def test_settings_from_a_file_above(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    put(Path("mtaudit.toml"), 'select = ["NUM"]\n')
    pair(Path("deep/in"))
    monkeypatch.chdir("deep")
    assert cli("in").code == 0
    assert {code for code, _ in marked(OUT)} == {"NUM001"}
    done = cli("in", "--config", "none.toml")
    assert done.code == 2 and "none.toml" in done.err


def test_the_output_cannot_be_the_input_or_a_file(cli: Cli) -> None:
    pair(Path("out"))
    done = cli("out")
    assert done.code == 2 and "is also the input" in done.err
    assert sorted(p.name for p in Path("out").iterdir()) == ["a.en.txt", "a.fr.txt"]


def test_what_is_not_there(cli: Cli) -> None:
    pair(Path("in"))
    done = cli("in", "gone.fr.txt")
    assert done.code == 0 and "failed gone.fr.txt: there is no such file or folder" in done.out
    assert [f["where"] for f in summary(OUT)["failures"]] == ["gone.fr.txt"]
    assert cli("gone.fr.txt").code == 3


def test_the_installed_command(tmp_path: Path) -> None:
    """The entry point that the package declares, as pip would write it."""
    from importlib.metadata import entry_points

    (point,) = entry_points(group="console_scripts", name="mtaudit")
    assert point.value == "audit.cli.main:main"
    program = shutil.which("mtaudit", path=str(Path(sys.executable).parent))
    assert program is not None
    pair(tmp_path / "in")
    done = subprocess.run(
        [program, "run", "in", *PLAIN, "-o", "out"],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert ("NUM001", "5 300") in marked(tmp_path / "out")
