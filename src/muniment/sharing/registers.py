"""Enters the registers that stand in files of their own beside their models."""

from muniment.sharing import disclosure_register, keepers

__all__ = ["disclosure_register", "keepers"]
