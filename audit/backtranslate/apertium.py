"""Apertium: rule-based translation, small, fast, offline (https://apertium.org). One process a hop.

Texts go through ``apertium -f none -z``: no format is read, and NUL ends a text, at which every tool of the
pipeline flushes and forgets. So no rule ever reaches across two texts, and as many come back as were sent.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from audit.backtranslate.engine import Translation
from audit.backtranslate.pieces import cut
from audit.backtranslate.process import run
from audit.backtranslate.protect import Protected, locate, number, protect, restore, unnumber
from audit.backtranslate.routes import Route, find_route
from audit.errors import EngineError

# lt-proc takes time quadratic in the length of a word that it does not know, lrx-proc in that of a text: 1 MB
# without a space ran for minutes in one piece and 1 s in pieces of this many characters.
_PIECE = 600
_SHORT_TIMEOUT = 30.0  # seconds, for questions about the installation
_START_TIMEOUT = 60.0  # seconds to load the dictionaries, generously
_CHARS_PER_SECOND = 1_000  # measured: 30,000–60,000; a slow machine with a large pair must not be cut off


class Apertium:
    """The installed Apertium; ``command`` is the program to run."""

    name = "apertium"
    chunk_chars = 100_000

    def __init__(self, command: str = "apertium") -> None:
        self._command = command
        self._versions: dict[str, str] = {}

    @property
    def installed(self) -> bool:
        """Whether the program is on the path."""
        return shutil.which(self._command) is not None

    @cached_property
    def modes(self) -> tuple[str, ...]:
        """Names of the installed translation modes; empty without Apertium."""
        if not self.installed:
            return ()
        listed = run([self._command, "-l"], timeout=_SHORT_TIMEOUT)
        return tuple(listed.out.decode("utf-8", "replace").split()) if listed.code == 0 else ()

    @cached_property
    def version(self) -> str:
        """ "3.8.3"; "unknown" where the program does not say."""
        said = run([self._command, "-V"], timeout=_SHORT_TIMEOUT)
        match = re.search(r"\d[\w.]*", said.out.decode("utf-8", "replace"))
        return match[0] if match else "unknown"

    def route(self, source: str, target: str) -> Route | None:
        """The modes that lead from ``source`` to ``target``."""
        return find_route(self.modes, source, target)

    def supports(self, source: str, target: str) -> bool:
        return self.route(source, target) is not None

    def hops(self, source: str, target: str) -> int:
        """How many translations the route goes through."""
        return len(self._need_route(source, target).modes)

    def signature(self, source: str, target: str) -> str:
        """ "apertium 3.8.3 fra-cat@1.10.0-1+cat-eng@1.0.1-5"."""
        route = self._need_route(source, target)
        return f"apertium {self.version} " + "+".join(
            f"{name}@{self._data_version(name)}" for name in route.names
        )

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Translation]:
        """``unknown``: what the first hop did not know; a word unknown to a later one proves nothing."""
        current = list(texts)
        unknown: list[tuple[str, ...]] = []
        for name in self._need_route(source, target).names:
            hop = self._hop(name, current)
            unknown = unknown or [item.unknown for item in hop]
            current = [item.text for item in hop]
        return [Translation(text, words) for text, words in zip(current, unknown, strict=True)]

    def _need_route(self, source: str, target: str) -> Route:
        route = self.route(source, target)
        if route is None:
            raise EngineError(f"Apertium has no installed route from {source} to {target}")
        return route

    def _hop(self, mode: str, texts: list[str]) -> list[Translation]:
        parts = [[protect(part) for part in cut(text, _PIECE)] if text.strip() else [] for text in texts]
        sent = [part for group in parts for part in group]
        received = iter(self._run(mode, sent))
        return [self._join(group, [next(received) for _ in group]) for group in parts]

    @staticmethod
    def _join(parts: list[Protected], outputs: list[str]) -> Translation:
        shown: list[str] = []
        unknown: list[str] = []
        for part, output in zip(parts, outputs, strict=True):
            text, words = restore(output)
            shown.append(text)
            unknown.extend(locate(words, part))
        return Translation("".join(shown).strip(), tuple(dict.fromkeys(unknown)))

    def _run(self, mode: str, parts: list[Protected]) -> list[str]:
        """The raw output for each part. A batch that does not come back whole is halved until one is left."""
        if not parts:
            return []
        data = "".join(number(part.stream, index) for index, part in enumerate(parts)).encode()
        timeout = _START_TIMEOUT + len(data) / _CHARS_PER_SECOND
        result = run([self._command, "-f", "none", "-z", mode], data, timeout=timeout)
        # Some tools end with one more NUL each: what follows the last text is no text.
        given = zip(result.out.decode("utf-8", "replace").split("\0"), range(len(parts)), strict=False)
        outputs = [text for output, index in given if (text := unnumber(output, index)) is not None]
        if result.code == 0 and len(outputs) == len(parts):
            return outputs
        said = result.err.strip().splitlines()
        reason = said[-1].strip()[:200] if said else f"it ended with code {result.code}"
        if not result.out.strip(b"\0 \n"):
            raise EngineError(
                f"Apertium's {mode} gave no translation: {reason}", remedy="reinstall the language pair"
            )
        if len(parts) == 1:
            raise EngineError(f"Apertium's {mode} cannot translate {_quote(parts[0].text)}: {reason}")
        half = len(parts) // 2
        return self._run(mode, parts[:half]) + self._run(mode, parts[half:])

    def _data_version(self, mode: str) -> str:
        if mode not in self._versions:
            self._versions[mode] = self._read_version(mode)
        return self._versions[mode]

    def _read_version(self, mode: str) -> str:
        """The version of the Debian package that owns the mode, else a digest of the mode's files."""
        path = self._mode_file(mode)
        if shutil.which("dpkg-query"):
            owner = run(["dpkg-query", "-S", str(path)], timeout=_SHORT_TIMEOUT).out.decode(
                "utf-8", "replace"
            )
            package = owner.split(":")[0].strip()
            if re.fullmatch(r"[a-z0-9][a-z0-9+.-]+", package):
                shown = run(["dpkg-query", "-W", "-f", "${Version}", package], timeout=_SHORT_TIMEOUT)
                if version := shown.out.decode("utf-8", "replace").strip():
                    return version
        return _digest(path)

    def _mode_file(self, mode: str) -> Path:
        folder = os.environ.get("APERTIUM_DATADIR")
        program = Path(shutil.which(self._command) or self._command)
        root = Path(folder) if folder else program.resolve().parent.parent / "share" / "apertium"
        return root / "modes" / f"{mode}.mode"


def _digest(mode_file: Path) -> str:
    """Eight hexadecimal digits over the mode and the data files that it names."""
    digest = hashlib.sha256()
    try:
        text = mode_file.read_text(encoding="utf-8", errors="replace")
        digest.update(text.encode())
        for name in re.findall(r"'([^']+)'", text):
            file = Path(name)
            if file.is_file():
                digest.update(file.read_bytes())
    except OSError as error:
        raise EngineError(
            "the mode cannot be read", where=str(mode_file), remedy="check APERTIUM_DATADIR"
        ) from error
    return digest.hexdigest()[:8]


def _quote(text: str) -> str:
    short = " ".join(text.split())
    return f"“{short[:60]}…”" if len(short) > 60 else f"“{short}”"
