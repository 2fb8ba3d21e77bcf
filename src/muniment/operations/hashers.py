"""The passwords of the demonstration: known to all, so a hash of their own that only a demonstration folder accepts."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class Demonstration(PBKDF2PasswordHasher):
    """Quick to make, since forty people share one known password."""

    algorithm = "demonstration"
    iterations = 1000
