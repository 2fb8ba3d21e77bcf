"""What a committee works with: for now its glossary."""
