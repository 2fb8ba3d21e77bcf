"""The contradiction finder: what a paper says against its own rows. It quotes, computes and proposes; it corrects nothing."""
