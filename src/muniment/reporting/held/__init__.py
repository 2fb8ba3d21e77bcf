"""The kind of report that tells the governance group what is held: who answers for it, what is wanting, what is due to go."""
