"""``--since REV``: only documents whose files differ from a revision of the git checkout that they lie in."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path

from audit.errors import UsageError
from audit.model import Document, Failure


def changed_files(inputs: Sequence[str], revision: str) -> set[str]:
    """The real paths of what changed since a revision in the checkouts of the inputs, new files among them.

    Raises UsageError outside a checkout, and for a revision that is not there.
    """
    folders = {Path(i) if Path(i).is_dir() else Path(i).parent for i in inputs if i != "-"}
    if not folders:
        raise UsageError(
            "standard input has no history", where="--since", remedy="give files of a git checkout"
        )
    return {name for folder in sorted(folders) for name in _changed(folder, revision)}


def changed_only(
    items: Iterable[Document | Failure], changed: Container[str]
) -> Iterator[Document | Failure]:
    """The documents whose target or source is among the changed files.

    What could not be read stays: nobody knows what it holds.
    """
    for item in items:
        paths = () if isinstance(item, Failure) else (item.path, item.source_path)
        if isinstance(item, Failure) or any(os.path.realpath(p) in changed for p in paths if p):
            yield item


def _changed(folder: Path, revision: str) -> set[str]:
    top = Path(_git(folder, "rev-parse", "--show-toplevel").rstrip("\n"))
    try:
        commit = _git(folder, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").strip()
    except UsageError:
        raise UsageError(
            f"there is no revision {revision!r} in this checkout",
            where="--since",
            remedy="fetch it first: CI often clones the last commit alone",
        ) from None
    named = _git(folder, "diff", "--name-only", "-z", "--no-relative", commit, "--")
    named += _git(top, "ls-files", "--others", "--exclude-standard", "-z")
    return {os.path.realpath(top / name) for name in named.split("\0") if name}


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "core.quotePath=false", "-C", str(folder), *arguments]
    # In a hook, git names its own folder and index in the environment, relative to where it runs.
    plain = {k: v for k, v in os.environ.items() if k not in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")}
    try:
        done = subprocess.run(command, capture_output=True, check=True, env=plain)
    except FileNotFoundError:
        raise UsageError("git is not installed", where="--since", remedy="install git") from None
    except subprocess.CalledProcessError as error:
        said = os.fsdecode(error.stderr).strip().splitlines()
        reason = said[-1].removeprefix("fatal: ") if said else f"git failed with {error.returncode}"
        raise UsageError(reason, where="--since", remedy="run it in a git checkout") from None
    return os.fsdecode(done.stdout)
