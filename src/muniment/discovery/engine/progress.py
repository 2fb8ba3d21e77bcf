"""How far a scan is: counts, rate and time left, for a terminal and for a page."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

EVERY = 0.5  # seconds between two tellings


@dataclass(frozen=True, slots=True)
class Told:
    """Where a stage is. `total` is None while nobody knows it."""

    stage: str
    done: int
    total: int | None
    seconds: float
    failed: int = 0

    @property
    def rate(self) -> float:
        """Files a second."""
        return self.done / self.seconds if self.seconds else 0.0

    @property
    def left(self) -> float | None:
        """Seconds that are left at this rate; None where that cannot be said."""
        if self.total is None or not self.rate:
            return None
        return max(0.0, (self.total - self.done) / self.rate)

    def __str__(self) -> str:
        of = f" of {self.total:,}" if self.total is not None else ""
        left = f", {duration(self.left)} left" if self.left is not None and self.done < (self.total or 0) else ""
        failed = f", {self.failed:,} failed" if self.failed else ""
        return f"{self.stage}: {self.done:,}{of} ({self.rate:,.0f} a second{left}{failed})"


Tell = Callable[[Told], None]


@dataclass(slots=True)
class Progress:
    """Counts for one stage, and tells now and then."""

    stage: str
    tell: Tell
    total: int | None = None
    done: int = 0
    failed: int = 0
    began: float = field(default_factory=time.monotonic)
    _last: float = 0.0

    def add(self, done: int, failed: int = 0) -> None:
        self.done += done
        self.failed += failed
        now = time.monotonic()
        if now - self._last >= EVERY and self.done != self.total:
            self._last = now
            self.tell(self.now())

    def end(self) -> None:
        self.tell(self.now())

    def now(self) -> Told:
        return Told(self.stage, self.done, self.total, time.monotonic() - self.began, self.failed)


def duration(seconds: float) -> str:
    """In words: "2 h 5 min", "40 s"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def to(stream: TextIO) -> Tell:
    """Tells on a terminal in one line that is written over, elsewhere in a line for each stage's end."""
    wide = 0

    def tell(told: Told) -> None:
        nonlocal wide
        if stream.isatty():
            line = str(told)
            stream.write(f"\r{line:<{wide}}")
            wide = len(line)
            if told.done == told.total:
                stream.write("\n")
                wide = 0
        elif told.total is not None and told.done >= told.total:
            stream.write(f"{told}\n")
        stream.flush()

    return tell
