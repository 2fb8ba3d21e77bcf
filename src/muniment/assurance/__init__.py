"""Audits, the plans they lead to, and the recommendations the council answers for."""
