"""What regulators, ombudsmen and tribunals asked of the council, what they decided, and what it changed."""
