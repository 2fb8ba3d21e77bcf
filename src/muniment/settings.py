"""Django's settings."""
