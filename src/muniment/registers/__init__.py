"""What every register shares. Knows no word of any domain."""
