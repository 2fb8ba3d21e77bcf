"""The registers of what personal data is used for, each in its own file."""

from muniment.privacy.activities import ProcessingActivity, ProcessingActivityVersion

__all__ = ["ProcessingActivity", "ProcessingActivityVersion"]
