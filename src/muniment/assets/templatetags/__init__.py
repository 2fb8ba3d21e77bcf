"""What the pages of the assets ask."""
