"""Home, navigation, signing in, errors."""
