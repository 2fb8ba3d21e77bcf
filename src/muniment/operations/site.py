"""The address under which people reach this house."""

from django.conf import settings

from muniment.operations import environment


def site() -> str:
    """What is put before each address that is printed or sent: the council's own, else that of this machine; no slash at its end."""
    origins = settings.CSRF_TRUSTED_ORIGINS
    return str(origins[0]).rstrip("/") if origins else f"http://localhost:{environment.port()}"
