"""The registers of what is published, each in its own file."""

from muniment.publication import disclosure_log_registers  # noqa: F401 - it declares its register
