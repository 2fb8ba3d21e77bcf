"""What takes minutes: processes killed at random moments, again and again. Not part of the tests; `./run soak`."""
