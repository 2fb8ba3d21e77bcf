import os
import time
from collections.abc import Iterator

import pytest

from muniment.discovery.engine.crew import CannotBegin, Crew


def halves(number: int) -> Iterator[int]:
    """Two answers; nothing but the end of its process for 13."""
    yield number // 2
    if number == 13:
        os._exit(1)
    yield number - number // 2


class ComesDown:
    """Ends the process that takes it out."""

    def __reduce__(self):
        return os._exit, (3,)


def test_a_task_that_ends_its_process_is_told_and_the_others_are_done() -> None:
    tasks, answers, lost, done = [*range(2, 30)], [], [], []
    with Crew[int, int](halves, 2) as crew:
        while len(lost) + len(done) < 28:
            while tasks and crew.idle:
                crew.give(tasks.pop())
            for task, answer, gone in crew.answers(None):
                if answer is not None:
                    answers.append((task, answer))
                else:
                    (lost if gone else done).append(task)
    assert (lost, sorted(done)) == ([13], [number for number in range(2, 30) if number != 13])
    assert len(answers) == 27 * 2 + 1


def test_processes_that_cannot_begin_are_told() -> None:
    with Crew[int, int](ComesDown(), 1) as crew:  # type: ignore[arg-type]
        assert list(crew.answers(None)) == []
        with pytest.raises(CannotBegin):
            list(crew.answers(None))


def waits(seconds: float) -> Iterator[int]:
    """As for a disk."""
    time.sleep(seconds)
    yield os.getpid()


def processes_after(seconds: float, tasks: int, most: int = 4) -> tuple[int, set[int]]:
    """How many there are when all is done, and which of them did something."""
    done: set[int] = set()
    with Crew[float, int](waits, 1, most) as crew:
        left = under_way = tasks
        while under_way:
            while left and crew.idle:
                crew.give(seconds)
                left -= 1
            for _task, answer, _gone in crew.answers(None):
                if answer is None:
                    under_way -= 1
                else:
                    done.add(answer)
        return crew.size, done


def test_more_are_begun_while_they_wait() -> None:
    size, done = processes_after(0.05, 200)
    assert size == 4
    assert len(done) > 1


def test_no_more_are_begun_than_may_be() -> None:
    size, done = processes_after(0.01, 20, most=1)
    assert (size, len(done)) == (1, 1)


def works(seconds: float) -> Iterator[int]:
    """So long on a processor."""
    began = time.process_time()
    while time.process_time() - began < seconds:
        pass
    yield os.getpid()


@pytest.mark.skipif(not os.path.exists("/proc/self/schedstat"), reason="this system does not tell for what one waits")
def test_none_are_begun_while_they_wait_for_one_another() -> None:
    many = 2 * (os.cpu_count() or 1)  # twice as many as can work at once
    with Crew[float, int](works, many, 2 * many) as crew:
        left = under_way = 8 * many
        while under_way:
            while left and crew.idle:
                crew.give(0.03)
                left -= 1
            under_way -= sum(answer is None for _task, answer, _gone in crew.answers(None))
        assert crew.size == many
