"""Enters the registers that stand in files of their own beside their models."""

from muniment.publication import scheme_register, transparency_register

__all__ = ["scheme_register", "transparency_register"]
