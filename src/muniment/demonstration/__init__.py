"""A demonstration council, Ambleworth: its people, its plans and nine months of their history, as data."""
