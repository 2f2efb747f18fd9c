"""Files → documents, one file a format; what cannot be read is a ``Failure``."""

from audit.acquire.options import InputOptions
from audit.acquire.reading import read

__all__ = ["InputOptions", "read"]
