"""An editor's decisions on findings: kept in a file, applied to a report, taken from the review page."""

from audit.review.apply import decide
from audit.review.decisions import Added, Decisions, Entry, in_force, latest
from audit.review.store import Store, load

__all__ = ["Added", "Decisions", "Entry", "Store", "decide", "in_force", "latest", "load"]
