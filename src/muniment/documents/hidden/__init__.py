"""What a file holds that its reader would not see at once: looked for before the file is released. Without Django."""

from muniment.documents.hidden.finding import Finding, Looked, Severity
from muniment.documents.hidden.looking import look
from muniment.documents.hidden.rulebook import RULES

__all__ = ["RULES", "Finding", "Looked", "Severity", "look"]
