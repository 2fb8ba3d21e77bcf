"""What every case has that a law gives a clock: its events, its dates, and what follows when the table of holidays changes."""
