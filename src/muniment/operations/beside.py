"""The worker beside the server: started with it, started again when it dies, ended with it."""

import os
import signal
import subprocess
import sys
import time

from gunicorn.arbiter import Arbiter

# How long a worker that died soon after its start is let be, so that one that cannot start does not keep the machine busy.
PAUSE = 5.0
PATIENCE = 25.0


class WithWorker(Arbiter):  # type: ignore[misc]
    """gunicorn's master process, which looks after one more child. It looks once a second; no thread is needed.

    The worker is a fresh process and no fork: a fork would inherit threads that are not there. It ends by itself when its parent
    is gone, so that a server that is killed leaves none behind.
    """

    beside: "subprocess.Popen[bytes] | None" = None
    begun = float("-inf")

    def manage_workers(self) -> None:
        super().manage_workers()
        if self.beside is not None and self.beside.poll() is None:
            return
        if time.monotonic() - self.begun < PAUSE:
            return
        self.begun = time.monotonic()
        command = [sys.executable, "-m", "muniment", "work", "--parent", str(os.getpid())]
        self.beside = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - our own command

    def stop(self, graceful: bool = True) -> None:  # noqa: FBT001, FBT002 - as the library calls it
        """The worker is told first, and waited for last: it may finish what it is at."""
        worker, self.beside = self.beside, None
        if worker is not None and worker.poll() is None:
            worker.send_signal(signal.SIGTERM)
        super().stop(graceful)
        if worker is not None:
            try:
                worker.wait(PATIENCE if graceful else 1)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
