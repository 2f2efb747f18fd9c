"""Files by address ("corpus/", "s3://bucket/corpus"), written whole or not at all. The one door of fsspec."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from audit.errors import UsageError


@dataclass(frozen=True)
class Folder:
    """A folder at an address; names of files are relative to it. Picklable: every process opens its own."""

    url: str

    def _filesystem(self) -> tuple[Any, str]:
        import fsspec

        try:
            filesystem, path = fsspec.core.url_to_fs(self.url)
        except (ImportError, ValueError) as error:
            raise UsageError(f"this address cannot be opened: {error}", where=self.url) from None
        return filesystem, str(path).rstrip("/")

    def address(self, name: str) -> str:
        """The address of a file, for messages."""
        return f"{self.url.rstrip('/')}/{name}"

    def files(self, suffixes: tuple[str, ...]) -> list[tuple[str, int, str]]:
        """(name, size, state) of the files below with these suffixes, by name; hidden ones aside.

        The state changes when the file does. An address that is a file itself has the name "".
        """
        filesystem, root = self._filesystem()
        if not filesystem.exists(root):
            raise UsageError("there is no such file or folder", where=self.url, remedy="check the address")
        if filesystem.isfile(root):
            info = filesystem.info(root)
            return [("", int(info["size"]), _state(info))]
        found = filesystem.find(root, detail=True)
        names = ((path[len(root) :].lstrip("/"), info) for path, info in found.items())
        return sorted(
            (name, int(info["size"]), _state(info))
            for name, info in names
            if name.lower().endswith(suffixes) and not any(p.startswith((".", "_")) for p in name.split("/"))
        )

    def open(self, name: str) -> BinaryIO:
        """A file to read; raises OSError."""
        filesystem, root = self._filesystem()
        file: BinaryIO = filesystem.open(f"{root}/{name}" if name else root, "rb")
        return file

    def read(self, name: str) -> bytes | None:
        """A file's content; None where there is none."""
        filesystem, root = self._filesystem()
        try:
            content: bytes = filesystem.cat_file(f"{root}/{name}")
        except FileNotFoundError:
            return None
        return content

    def write(self, name: str, content: bytes) -> None:
        """Write a file: whoever reads sees all of it or none. Stores of objects do so of themselves."""
        filesystem, root = self._filesystem()
        path = f"{root}/{name}"
        filesystem.makedirs(path.rpartition("/")[0], exist_ok=True)
        if "file" not in _protocols(filesystem):
            filesystem.pipe_file(path, content)
            return
        part = f"{path.rpartition('/')[0]}/.{uuid.uuid4().hex}.part"
        filesystem.pipe_file(part, content)
        Path(part).replace(path)

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        filesystem, root = self._filesystem()
        if filesystem.exists(f"{root}/{name}"):
            filesystem.rm_file(f"{root}/{name}")

    def __iter__(self) -> Iterator[str]:
        filesystem, root = self._filesystem()
        return iter(sorted(path[len(root) :].lstrip("/") for path in filesystem.find(root)))


def _protocols(filesystem: Any) -> tuple[str, ...]:
    protocol = filesystem.protocol
    return (protocol,) if isinstance(protocol, str) else tuple(protocol)


def _state(info: dict[str, Any]) -> str:
    stamp = next(
        (info[key] for key in ("ETag", "etag", "mtime", "LastModified", "updated") if key in info), ""
    )
    return f"{info['size']} {stamp}"
