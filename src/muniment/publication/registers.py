"""Enters the registers that stand in files of their own beside their models, and what is offered of them to who is about to ask."""

from muniment.publication import disclosure_log_registers, offering_scheme, scheme_register, transparency_register

__all__ = ["disclosure_log_registers", "offering_scheme", "scheme_register", "transparency_register"]
