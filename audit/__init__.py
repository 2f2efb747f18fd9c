"""mtaudit: audits machine translations. ``from audit import audit``.

>>> from audit import audit
>>> report = audit("Le Conseil NATO-Ukraine a salué le rôle de l’OTAN.", target_lang="fr")
>>> report.findings[0].text
'NATO'
"""

from audit.api import AuditReport, audit
from audit.errors import AuditError
from audit.model import Document, Finding, Report, Segment, Span
from audit.version import VERSION as __version__

__all__ = [
    "AuditError",
    "AuditReport",
    "Document",
    "Finding",
    "Report",
    "Segment",
    "Span",
    "__version__",
    "audit",
]
