"""Enters the registers that stand in files of their own beside their models."""

from muniment.regulators import bodies, case_register

__all__ = ["bodies", "case_register"]
