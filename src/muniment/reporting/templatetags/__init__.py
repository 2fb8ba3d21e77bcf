"""What the templates of reports ask for."""
