"""What anybody may read: what the council publishes, and where it asks the public in."""
