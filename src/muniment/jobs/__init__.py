"""Work that no page waits for: on the database, retried, on schedules, with its progress."""
