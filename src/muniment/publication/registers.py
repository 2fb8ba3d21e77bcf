"""Enters the registers that stand in files of their own beside their models."""

from muniment.publication import disclosure_log_registers, scheme_register, transparency_register

__all__ = ["disclosure_log_registers", "scheme_register", "transparency_register"]
