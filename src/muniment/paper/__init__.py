"""Paper in store: asked for, looked at, deposited, counted, destroyed when due; how much of it there is, and what it costs."""
