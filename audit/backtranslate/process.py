"""Runs an outside program with its process group in hand: a pipeline of tools must not outlive its caller."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from audit.errors import EngineError


@dataclass(frozen=True, slots=True)
class Result:
    """What a program wrote and how it ended."""

    code: int
    out: bytes
    err: str


def run(command: Sequence[str], data: bytes = b"", *, timeout: float) -> Result:
    """Runs ``command`` in the UTF-8 locale with ``data`` as its input; ``timeout`` in seconds.

    Raises EngineError when it cannot be started or takes too long; the whole process group is then killed, as
    it is on any other error (an interrupt by the user).
    """
    environment = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise EngineError(f"{command[0]} cannot be started: {error.strerror or error}") from error
    try:
        out, err = process.communicate(data, timeout=timeout)
    except BaseException as error:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        if isinstance(error, subprocess.TimeoutExpired):
            raise EngineError(f"{command[0]} took longer than {timeout:.0f} s and was stopped") from error
        raise
    return Result(process.returncode, out, err.decode("utf-8", "replace"))
