"""What takes too long for a test: kills, crowds, long loads, each in a house of its own. `./run soak`."""
