"""A stand-alone cluster of Spark on this machine: a master and workers, each in a process of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

HERE = "127.0.0.1"
DEFAULTS = """
spark.driver.memory 512m
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
spark.executor.memory 512m
spark.executor.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
spark.ui.enabled false
"""


def missing() -> str:
    """What is missing on this machine; "" where nothing is."""
    if not find_spec("pyspark") or not find_spec("pandas"):
        return "PySpark is not installed (pip install 'muniment[spark]')"
    home = os.environ.get("JAVA_HOME", "")
    if not (shutil.which("java") or os.access(Path(home, "bin/java"), os.X_OK)):
        return "there is no Java on this machine (apt-get install openjdk-17-jre-headless)"
    return ""


class Cluster:
    """The processes of a cluster. `environment` is what whoever uses it needs too."""

    def __init__(self, folder: Path) -> None:
        import pyspark

        self.folder = folder
        (folder / "spark-defaults.conf").write_text(DEFAULTS)
        self.environment = {
            "SPARK_HOME": str(Path(pyspark.__file__).parent), "SPARK_CONF_DIR": str(folder), "SPARK_LOCAL_IP": HERE,
            "SPARK_DAEMON_MEMORY": "256m", "SPARK_DAEMON_JAVA_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
            "SPARK_LOCAL_DIRS": str(folder / "local"), "PYSPARK_PYTHON": sys.executable, "PYSPARK_DRIVER_PYTHON": sys.executable,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }  # fmt: skip
        with socket.create_server((HERE, 0)) as free:
            port = free.getsockname()[1]
        self.master = f"spark://{HERE}:{port}"
        self._begun: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []
        self._begin("master.Master", "--port", str(port))

    def add_worker(self) -> None:
        """One more, with one core."""
        work = str(self.folder / f"worker-{len(self._begun)}")
        worker = self._begin("worker.Worker", "--cores", "1", "--memory", "512m", "--work-dir", work, self.master)
        self.workers.append(worker)

    def lose_worker(self) -> None:
        """Kills one with all that it runs."""
        _kill(self.workers.pop(0))

    def memory(self) -> dict[str, int]:
        """The most that each kind of process of the workers takes, in bytes, of those that run now."""
        most: dict[str, int] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                session = int((folder / "stat").read_text().rpartition(")")[2].split()[3])
                kind = self._kind((folder / "cmdline").read_bytes())
                if kind and session in {each.pid for each in self.workers}:
                    told = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
                    most[kind] = max(most.get(kind, 0), int(told["VmHWM"].split()[0]) * 1024)
        return most

    @staticmethod
    def _kind(command: bytes) -> str:
        kinds = {b"CoarseGrainedExecutorBackend": "an executor (Java)", b"pyspark.daemon": "a task (Python)", b"spawn_main": "a reader (Python)"}  # fmt: skip
        return next((said for mark, said in kinds.items() if mark in command), "")

    def end(self) -> None:
        for process in reversed(self._begun):
            _kill(process)

    def _begin(self, what: str, *arguments: str) -> "subprocess.Popen[bytes]":
        command = [Path(self.environment["SPARK_HOME"], "bin/spark-class"), f"org.apache.spark.deploy.{what}"]
        with (self.folder / f"{what}-{time.monotonic_ns()}.log").open("wb") as log:
            begun = subprocess.Popen(
                [*command, "--host", HERE, "--webui-port", "0", *arguments],
                env={**os.environ, **self.environment}, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self._begun.append(begun)
        return begun


def _kill(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def standing(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """A cluster with so many workers of one core, for as long as it is needed."""
    cluster = Cluster(folder)
    try:
        for _each in range(workers):
            cluster.add_worker()
        yield cluster
    finally:
        cluster.end()
