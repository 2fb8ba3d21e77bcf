"""Tags of the pages of what is published."""
