"""The one place that knows the order of the rooms: documents in, a report out."""

from audit.pipeline.batch import Sink, run
from audit.pipeline.deciding import audited, decide
from audit.pipeline.tools import Progress

__all__ = ["Progress", "Sink", "audited", "decide", "run"]
