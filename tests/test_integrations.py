"""The GitHub Action, the GitLab template and the pre-commit hook, run as far as this machine can."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import consumers
from tests.cli.project import CLEAN, ENGLISH, FRENCH, git, put
from tests.support import ROOT

QUICK = "--back-translation=none --encoder=none"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a clean pair, and ``mtaudit`` on the path."""
    commands = tmp_path / "bin"
    commands.mkdir()
    script = commands / "mtaudit"
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -P -m audit "$@"\n', "utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{commands}{os.pathsep}{os.environ['PATH']}")
    for name in [n for n in os.environ if n.startswith(("GITHUB_", "CI_", "GIT_")) or n == "CI"]:
        monkeypatch.delenv(name)
    folder = tmp_path / "project"
    put(folder / "news", a_en=ENGLISH, a_fr=CLEAN)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "x")
    return folder


def check_schema(name: str, path: Path) -> subprocess.CompletedProcess[str]:
    """Against a schema of SchemaStore that check-jsonschema ships."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", name, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("name", "path", "planted"),
    [
        ("vendor.github-actions", "action.yml", ("using: composite", "using: compost")),
        ("vendor.gitlab-ci", ".gitlab/mtaudit.gitlab-ci.yml", ("when: always", "when: sometimes")),
    ],
)
def test_the_files_fit_their_published_schemas(
    name: str, path: str, planted: tuple[str, str], tmp_path: Path
) -> None:
    done = check_schema(name, ROOT / path)
    assert done.returncode == 0, done.stdout
    wrong = tmp_path / "wrong.yml"
    wrong.write_text((ROOT / path).read_text("utf-8").replace(*planted), encoding="utf-8")
    assert check_schema(name, wrong).returncode == 1


class Runner:
    """Runs the shell steps of a composite action with bash as GitHub's runner does."""

    def __init__(self, folder: Path, **inputs: str) -> None:
        self.action: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
        given = {k.replace("_", "-"): v for k, v in inputs.items()}
        self.inputs = {k: given.pop(k, v["default"]) for k, v in self.action["inputs"].items()}
        assert not given
        self.folder = folder

    def value(self, text: str) -> str:
        """Expressions of this action: an input, or one with another value where it is empty."""

        def put_in(match: re.Match[str]) -> str:
            first, _, other = match[1].partition(" || ")
            assert first.startswith("inputs.") and other in ("", "github.action_path")
            return self.inputs[first.removeprefix("inputs.")] or (str(ROOT) if other else "")

        return re.sub(r"\$\{\{ (.*?) \}\}", put_in, text)

    def run(self, name: str) -> tuple[int, str, dict[str, str]]:
        (step,) = [s for s in self.action["runs"]["steps"] if s.get("name") == name]
        assert step["shell"] == "bash" and "${{" not in step["run"]
        outputs, summary = self.folder.parent / "outputs", self.folder.parent / "summary.md"
        outputs.write_text("", encoding="utf-8")
        given = {key: self.value(text) for key, text in step["env"].items()}
        runner = {"GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": outputs, "GITHUB_STEP_SUMMARY": summary}
        script = self.folder.parent / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=self.folder,
            env={**os.environ, **given, **{k: str(v) for k, v in runner.items()}},
            capture_output=True,
            text=True,
            check=False,
        )
        lines = outputs.read_text("utf-8").splitlines()
        return done.returncode, done.stdout + done.stderr, dict(line.split("=", 1) for line in lines)


def test_the_action_passes_and_fails_with_the_gate(project: Path) -> None:
    quick = QUICK.replace(" ", "\n")
    code, _, outputs = Runner(project, paths="news\n", arguments=quick).run("Audit")
    assert (code, outputs) == (0, {"exit-code": "0"})
    put(project / "news", a_fr=FRENCH)
    code, out, outputs = Runner(project, paths="news", arguments=quick, output="out put").run("Audit")
    assert (code, outputs) == (1, {"exit-code": "1"})
    assert "::error file=news/a.fr.txt,line=3,endLine=3,col=43," in out
    log = json.loads((project / "out put/report.sarif").read_text("utf-8"))
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "news/a.fr.txt"
    assert "# mtaudit: Failed" in (project.parent / "summary.md").read_text("utf-8")


def test_the_action_audits_what_changed(project: Path) -> None:
    put(project / "news", b_en=ENGLISH, b_fr=FRENCH)
    git(project, "add", ".")
    git(project, "commit", "-qm", "y")
    quick = QUICK.replace(" ", "\n")
    assert Runner(project, since="HEAD", arguments=quick).run("Audit")[0] == 0
    assert Runner(project, since="HEAD~1", arguments=quick).run("Audit")[0] == 1


def test_inputs_of_the_action_are_no_script(project: Path) -> None:
    evil = "\"; touch pwned; $(touch pwned) `touch pwned` '\n--help"
    code, _, outputs = Runner(project, paths=evil, since=evil, output=evil).run("Audit")
    assert code in (2, 3) and outputs == {"exit-code": str(code)}
    assert not list(project.rglob("pwned"))


def test_every_input_of_the_action_reaches_the_command(project: Path) -> None:
    action = (ROOT / "action.yml").read_text("utf-8")
    inputs = yaml.safe_load(action)["inputs"]
    assert all(f"inputs.{name}" in action for name in inputs)


def test_the_gitlab_template_in_a_pipeline(project: Path) -> None:
    if shutil.which("rsync") is None:
        pytest.skip("rsync is not installed: gitlab-ci-local copies with it")
    bin_ = consumers.npm(*consumers.GITLAB_CI_LOCAL) / ".bin/gitlab-ci-local"
    shutil.copytree(ROOT / ".gitlab", project / ".gitlab")
    job = {"variables": {"MTAUDIT_PATHS": "news", "MTAUDIT_ARGUMENTS": QUICK, "MTAUDIT_INSTALL": ""}}
    pipeline = {"include": [{"local": ".gitlab/mtaudit.gitlab-ci.yml"}], "mtaudit": job}
    (project / ".gitlab-ci.yml").write_text(yaml.safe_dump(pipeline), encoding="utf-8")
    git(project, "remote", "add", "origin", "git@gitlab.example:group/project.git")

    def run() -> subprocess.CompletedProcess[str]:
        git(project, "add", ".")
        command = [bin_, "--force-shell-executor", "--no-artifacts-to-source", "mtaudit"]
        return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)

    done = run()
    assert done.returncode == 0, done.stdout + done.stderr
    put(project / "news", a_fr=FRENCH)
    done = run()
    assert done.returncode != 0
    assert "NUM001" in done.stdout + done.stderr
    kept = project / ".gitlab-ci-local/artifacts/mtaudit/reports/mtaudit"
    issues = json.loads((kept / "gl-code-quality-report.json").read_text("utf-8"))
    assert [i["location"]["path"] for i in issues] == ["news/a.fr.txt"]
    assert (kept / "junit.xml").exists() and (kept / "report.html").exists()


def test_the_pre_commit_hook(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRE_COMMIT_HOME", str(project.parent / "pre-commit"))
    hooks = project.parent / "hooks"
    hooks.mkdir()
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
    git(hooks, "init", "-q")
    git(hooks, "add", ".")
    git(hooks, "commit", "-qm", "x")
    # The environment that pre-commit would build is left out: the command on the path is that of this tree.
    hook = {"id": "mtaudit", "language": "unsupported", "args": [*QUICK.split(), "news"], "verbose": True}
    repo = {"repo": str(hooks), "rev": git(hooks, "rev-parse", "HEAD").strip(), "hooks": [hook]}
    (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [repo]}), encoding="utf-8")
    git(project, "add", ".pre-commit-config.yaml")

    def run() -> subprocess.CompletedProcess[str]:
        git(project, "add", ".")
        command = [sys.executable, "-m", "pre_commit", "run", "--color=never"]
        return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)

    assert "(no files to check)Skipped" in run().stdout
    put(project / "news", a_fr=CLEAN + "\nLe meunier est parti.\n", a_en=ENGLISH + "\nThe miller has left.\n")
    done = run()
    assert done.returncode == 0 and "mtaudit" in done.stdout and "Passed" in done.stdout, done.stdout
    put(project / "news", a_fr=FRENCH)
    done = run()
    assert done.returncode == 1 and "news/a.fr.txt:3:43 NUM001" in done.stdout
    # ... and as git itself calls it, with its own folder and index in the environment.
    subprocess.run([sys.executable, "-m", "pre_commit", "install"], cwd=project, check=True)
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    command = ["git", *who, "commit", "-a", "-m", "z"]
    done = subprocess.run(command, cwd=project / "news", capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "news/a.fr.txt:3:43 NUM001" in done.stdout + done.stderr


def test_the_manifest_of_the_hook_is_valid() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")]
    assert subprocess.run(command, check=False).returncode == 0
