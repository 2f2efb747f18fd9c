"""Tools and schemas of others that tests check the formats with, installed for the test run alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

#: The schema of SARIF 2.1.0, the validator of reviewdog's format, the types of Code Climate's, and what
#: actions themselves use to write workflow commands.
SCHEMAS = (
    "@microsoft/jest-sarif@1.0.0-beta.0",
    "@umbrelladocs/rdformat-validator@1.0.1",
    "codeclimate-types@0.3.1",
    "typescript@5.9.3",
    "@actions/core@3.0.1",
)
MULTITOOL = ("@microsoft/sarif-multitool-linux@5.7.0",)
#: The last that runs on Node 20.
GITLAB_CI_LOCAL = ("gitlab-ci-local@4.61.1",)

_KEPT: list[TemporaryDirectory[str]] = []  # they go when the test run ends


def _folder() -> Path:
    _KEPT.append(TemporaryDirectory(prefix="mtaudit-tests-"))
    return Path(_KEPT[-1].name)


@cache
def npm(*packages: str) -> Path:
    """The folder of node_modules with these packages; skips where there is no npm or no registry."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("npm is not installed")
    folder = _folder()
    (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
    quiet = ["--no-audit", "--no-fund", "--no-save", "--fetch-retries=1", "--fetch-timeout=60000"]
    done = subprocess.run(
        ["npm", "install", *quiet, *packages], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"npm cannot install {' '.join(packages)}: {done.stderr.strip()[-200:]}")
    return folder / "node_modules"


@cache
def junit_schema() -> Path:
    """Jenkins' schema of JUnit XML, which pytest ships in its source package for its own tests."""
    folder = _folder()
    wanted = ["download", "-q", "--no-deps", "--no-binary", ":all:", "-d", str(folder), "pytest==9.0.2"]
    done = subprocess.run([sys.executable, "-m", "pip", *wanted], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"pip cannot download the source of pytest: {done.stderr.strip()[-200:]}")
    with tarfile.open(next(folder.glob("pytest-*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.glob("pytest-*/testing/example_scripts/junit-10.xsd"))
