"""What the templates of paper in store ask for."""
