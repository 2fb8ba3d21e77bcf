"""Personal data given to others: requests for it that are looked at one by one, and who keeps their log."""
