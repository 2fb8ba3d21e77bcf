"""The registers of paper in store, each in its own file."""

from muniment.paper import deposit_register  # noqa: F401 - which declares the register
from muniment.paper.assumptions import CostAssumption, CostAssumptionVersion
from muniment.paper.audits import PaperAudit, PaperAuditVersion
from muniment.paper.deposits import PaperDeposit, PaperDepositVersion

__all__ = [
    "CostAssumption",
    "CostAssumptionVersion",
    "PaperAudit",
    "PaperAuditVersion",
    "PaperDeposit",
    "PaperDepositVersion",
]
