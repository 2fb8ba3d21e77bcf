"""Incidents and breaches: reported, triaged, contained; the 72 hours; advice, decisions, who was told; causes, lessons, patterns."""
