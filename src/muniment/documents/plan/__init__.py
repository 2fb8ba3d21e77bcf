"""What an action plan says: from a paper's tables to its actions, with the reason for each reading."""

from muniment.documents.plan.understanding import understand

__all__ = ["understand"]
