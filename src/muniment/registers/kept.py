"""What the registers say when an installation is backed up or restored as a whole."""

from muniment.operations import hooks
from muniment.registers import history
from muniment.registers.models import History

# Who enters what a new installation has from the start.
NEW = "a new installation"


def enter() -> None:
    """Called once, at the start."""
    hooks.TOLD["history"] = lambda: {"lines": history.head().number, "digest": history.head().digest}
    hooks.UNTOUCHED.append(lambda: not History.objects.exclude(actor=NEW).exists())
    hooks.CHECKED.append(faults)


def faults() -> list[str]:
    """All that verifying finds."""
    from muniment.registers import verifying  # noqa: PLC0415 - the registers are declared after this

    return [f"{fault.where}: {fault.message}" for fault in verifying.verify_all().faults]
