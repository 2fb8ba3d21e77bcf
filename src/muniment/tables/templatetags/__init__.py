"""What the templates of the registers ask for."""
