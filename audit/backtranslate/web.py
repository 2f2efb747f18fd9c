"""The one door to the network of the engines that ask a server: JSON over HTTP, with patience and discretion.

A key comes from the environment alone. It is sent over https, or to this machine, never to the place that a
redirection names, and is blacked out in whatever a server says.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import os
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from audit.errors import EngineError, UsageError

_ATTEMPTS = 5
_FIRST_WAIT = 0.5  # seconds; doubled for each further attempt
_LONGEST_WAIT = 60.0
_MOST_BYTES = 16 << 20
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is and how to treat it: ``http://host:5000/path?rate=2&timeout=30&parallel=4#model``.

    ``rate``: requests a second at most, 0 for no limit. ``timeout``: seconds to wait for an answer.
    ``parallel``: requests under way at once.
    """

    url: str
    model: str = ""
    rate: float = 0.0
    timeout: float = 60.0
    parallel: int = 1

    @property
    def local(self) -> bool:
        """Whether the server runs on this machine."""
        host = urlsplit(self.url).hostname or ""
        try:
            return host == "localhost" or ipaddress.ip_address(host).is_loopback
        except ValueError:
            return False


def address(text: str, key_name: str) -> Address:
    """The address that a specification names. Raises UsageError; ``key_name`` is the variable for a key."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise UsageError(f"the server's address cannot be: {error}", remedy="http://HOST:PORT") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError("a server needs an address", remedy="http://HOST:PORT or https://HOST")
    if parts.username is not None or parts.password is not None:
        raise UsageError("an address holds no password", remedy=f"put the key into ${key_name}")
    options: dict[str, float] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name not in ("rate", "timeout", "parallel"):
            raise UsageError(
                "an address can hold rate, timeout and parallel", remedy=f"a key goes into ${key_name}"
            )
        try:
            options[name] = float(value)
        except ValueError:
            options[name] = -1.0
        if not (0 if name == "rate" else 0.01) <= options[name] <= 86_400:
            raise UsageError(f"{name} must be a number", remedy=f"?{name}=2")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    where = f"{host}:{port}" if port else host
    return Address(
        urlunsplit((parts.scheme, where, parts.path.rstrip("/"), "", "")),
        parts.fragment,
        options.get("rate", 0.0),
        options.get("timeout", 60.0),
        max(1, int(options.get("parallel", 1))),
    )


class Client:
    """Asks one server. Safe in several threads, which share the rate."""

    def __init__(self, server: Address, key_name: str) -> None:
        self.server = server
        self._key_name = key_name
        self._lock = threading.Lock()
        self._next = 0.0
        handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
        if server.local:
            handlers.append(urllib.request.ProxyHandler({}))
        self._opener = urllib.request.build_opener(*handlers)

    def key(self) -> str:
        """The key, "" where none is set. Raises EngineError where it would be sent in the open."""
        key = os.environ.get(self._key_name, "").strip()
        if key and not self.server.local and not self.server.url.startswith("https:"):
            raise EngineError(
                "a key is not sent in the open", where=self.server.url, remedy="use https, or no key"
            )
        return key

    def ask(
        self, path: str, body: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        """The JSON that the server answers; POST where there is a ``body``. Raises EngineError.

        What may pass (no connection, "too many requests", an overload) is tried again, five times in all.
        """
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        request = urllib.request.Request(
            self.server.url + path,
            data,
            {"Accept": "application/json", "Content-Type": "application/json", **(headers or {})},
        )
        wait = _FIRST_WAIT
        for attempt in range(1, _ATTEMPTS + 1):
            self._pace()
            try:
                with self._opener.open(request, timeout=self.server.timeout) as answer:
                    return json.loads(answer.read(_MOST_BYTES))
            except urllib.error.HTTPError as error:
                with error:
                    said = error.read(10_000).decode("utf-8", "replace")
                if error.code not in _AGAIN or attempt == _ATTEMPTS:
                    raise self._failed(f"it answered {error.code}: {_told(said)}") from None
                wait = max(wait, _seconds(error.headers.get("Retry-After")))
            except (OSError, http.client.HTTPException) as error:
                if attempt == _ATTEMPTS:
                    raise self._failed(_reason(error)) from None
            except ValueError:
                raise self._failed("its answer is no JSON") from None
            time.sleep(min(wait, _LONGEST_WAIT))
            wait *= 2
        raise AssertionError  # the last attempt returns or raises

    def _pace(self) -> None:
        """Waits until the next request may go."""
        if not self.server.rate:
            return
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + 1 / self.server.rate
        time.sleep(turn - now)

    def _failed(self, reason: str) -> EngineError:
        key = os.environ.get(self._key_name, "").strip()
        plain = reason.replace(key, "…") if key else reason
        return EngineError(
            f"the translation server failed: {plain}",
            where=self.server.url,
            remedy=f"check that it runs, its address, and ${self._key_name}",
        )


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirection is an error: a key must not follow it."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _told(body: str) -> str:
    """What a server says in its answer to a bad request, in one short line."""
    try:
        said = json.loads(body)
        said = said.get("error", said) if isinstance(said, dict) else said
        said = said.get("message", said) if isinstance(said, dict) else said
    except ValueError:
        said = body
    return " ".join(str(said).split())[:160]


def _reason(error: Exception) -> str:
    cause = getattr(error, "reason", None) or error
    if isinstance(cause, TimeoutError):
        return "no answer in time"
    return str(getattr(cause, "strerror", None) or cause or type(cause).__name__)[:160]


def _seconds(value: str | None) -> float:
    """Of a Retry-After header; dates are not read."""
    return float(value) if value is not None and value.strip().isdigit() else 0.0
