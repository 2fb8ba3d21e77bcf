"""Registers of the bodies, units, posts and people of a council."""
