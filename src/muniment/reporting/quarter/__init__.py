"""A quarter in figures: requests, complaints, reviews, incidents, disclosures; each figure is a list, counted."""
