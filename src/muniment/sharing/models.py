"""The registers of what is shared, each in its own file."""

from muniment.sharing.disclosures import Disclosure, DisclosureVersion
from muniment.sharing.keepers import LogKeeper, LogKeeperVersion

__all__ = ["Disclosure", "DisclosureVersion", "LogKeeper", "LogKeeperVersion"]
