"""From a file to a paper: one room for each format."""
