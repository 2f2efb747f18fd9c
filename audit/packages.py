"""The packages that are installed."""

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version


@lru_cache(maxsize=64)
def installed(package: str) -> str:
    """The version of a package, "" where it is not installed; read once: a run asks with every document."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
