"""How an installation runs: its data folder, its settings from the environment, its server."""
