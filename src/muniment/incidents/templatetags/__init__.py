"""What the templates of incidents ask for."""
