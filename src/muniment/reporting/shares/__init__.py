"""The kind of report that tells the governance group what lies on the shares: how much, how often, how old, about whom, and what it costs."""
