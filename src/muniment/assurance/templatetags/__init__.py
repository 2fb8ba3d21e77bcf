"""What the templates of assurance ask for."""
