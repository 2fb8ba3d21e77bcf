"""What people ask of the council by right: information, re-use, their own data; tasks to services, answers, reviews."""
