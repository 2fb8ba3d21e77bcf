"""What `./run check` looks at besides the tests."""
