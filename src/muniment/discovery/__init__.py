"""What is really on the shares: scanned, explained, and handed to the people who own it."""
