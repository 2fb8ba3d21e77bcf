"""The speeds that matter, measured apart from the tests: `./run bench`. Compare rows of one run with each other."""
