"""The stages of a scan on a cluster of Apache Spark: the same functions, through `mapInArrow`.

The machine that scans walks, says which rows are missing, keeps what comes back and puts the result together, as it does
without a cluster: either goes on where the other was killed. Only what opens files is done elsewhere, so every worker must
see the source at the same path or address, and have the same Muniment; both are looked at before a file is.

A batch travels as one value, as Arrow writes it: Spark has no numbers without a sign, and would change the rows.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from muniment.discovery.engine.guarded import Guard, Limits, Lost, Run, Stage, received, sent
from muniment.discovery.engine.sameness import Sameness, Unfit, sameness_of
from muniment.discovery.engine.store import Unusable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

WAVES = 3  # on their way at once, so that nobody waits for the last file of one
BUNDLES = 4  # of a wave, for each core of the cluster
PATIENCE = 180.0  # seconds until a worker must have answered for the first time
_FIELD = pa.field("batch", pa.binary())


@contextmanager
def cluster(master: str, limits: Limits) -> Iterator[Run]:
    """What runs stages on the cluster at an address such as "spark://host:7077". Raises Unusable.

    Memory, cores and who may ask are told as Spark is always told them: by `spark-defaults.conf`, or by `spark-submit`.
    """
    session = _session(master)
    try:
        yield _Cluster(session, master, limits).run
    finally:
        with suppress(Exception):  # a cluster that is gone cannot be taken leave of
            session.stop()


def _session(master: str) -> "SparkSession":
    try:
        from pyspark.errors import PySparkException  # noqa: PLC0415 - only where it is installed
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError:
        raise Unusable("To scan on a cluster a library is missing: install muniment[spark].") from None
    try:
        wanted = SparkSession.builder.appName("Muniment scan").master(master)
        session = wanted.config("spark.ui.showConsoleProgress", "false").getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
    except PySparkException as error:
        raise Unusable(f"Spark cannot be begun: is Java 17 or newer installed? {_told(error)}") from error
    except Exception as error:  # py4j raises its own, and others where the connection has ended
        raise Unusable(f"The cluster at {master} cannot be reached: {_told(error)}") from error
    return session


class _Cluster:
    """One session with a cluster."""

    def __init__(self, session: "SparkSession", master: str, limits: Limits) -> None:
        self._session, self._master, self._limits = session, master, replace(limits, processes=1)
        self._greeted = False

    def run(self, stage: Stage, batches: Iterable[pa.RecordBatch], lost: Lost) -> Iterator[pa.RecordBatch]:
        """As `Guard.run`; the answers come as they are ready. Raises Unusable where the cluster cannot do it."""
        task = Task(stage, lost, self._limits, sameness_of(getattr(stage, "source", None)))
        waves = self._waves(batches)
        with ThreadPoolExecutor(WAVES) as threads:
            under_way: set[Future[list[pa.RecordBatch]]] = set()
            try:
                while True:
                    while len(under_way) < WAVES and (wave := next(waves, None)):
                        under_way.add(threads.submit(self._answers, task, wave))
                        self._greet(under_way)
                    if not under_way:
                        return
                    done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                    for each in done:
                        yield from each.result()
            except BaseException:
                with suppress(Exception):
                    self._session.sparkContext.cancelAllJobs()
                raise

    def _waves(self, batches: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
        wave: list[pa.RecordBatch] = []
        for batch in batches:
            wave.append(batch)
            if len(wave) >= BUNDLES * self._session.sparkContext.defaultParallelism:  # workers come and go
                yield wave
                wave = []
        if wave:
            yield wave

    def _answers(self, task: "Task", wave: list[pa.RecordBatch]) -> list[pa.RecordBatch]:
        given = pa.table({_FIELD.name: pa.array([sent(each) for each in wave], _FIELD.type)})
        try:
            told = self._session.createDataFrame(given).mapInArrow(task.run, f"{_FIELD.name} binary").toArrow()
        except Exception as error:  # of the job, of the connection, of a session that ended meanwhile
            raise Unusable(f"The cluster at {self._master} has given up: {_told(error)}") from error
        return [received(each.as_py()) for each in told.column(0)]

    def _greet(self, under_way: set[Future[Any]]) -> None:
        """Waits for the first answer of all, which never comes where no worker has room."""
        if self._greeted:
            return
        if not wait(under_way, PATIENCE).done:
            raise Unusable(
                f"No worker of {self._master} has answered within {PATIENCE:g} seconds. "
                "Its page shows whether it has any, and whether they have the memory that is asked for."
            )
        self._greeted = True


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is given: a stage, and what must be so on its machine."""

    stage: Stage
    lost: Lost
    limits: Limits
    sameness: Sameness

    def run(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The answers to bundles of rows. One process of its own reads, which a file may hang or bring down.

        Raises Unfit: Spark tries it on another worker, and what was read here is not believed.
        """
        self.sameness.check()
        bundles = (received(each.as_py()) for batch in batches for each in batch.column(0))
        for answer in _guard(self.limits).run(self.stage, bundles, self.lost):
            yield pa.RecordBatch.from_arrays([pa.array([sent(answer)], _FIELD.type)], [_FIELD.name])
        self.sameness.check()  # a share that was lost meanwhile makes every file look as if it had vanished


# A process of Spark is given many tasks, one after the other; what it has loaded to read with stays for the next.
_GUARDS: dict[Limits, Guard] = {}


def _guard(limits: Limits) -> Guard:
    return _GUARDS.setdefault(limits, Guard(limits))


def _told(error: BaseException) -> str:
    """What matters of an error that has come through two languages: our own sentence, what Python said, or its first line."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    for line in lines:
        _, ours, sentence = line.partition(f"{Unfit.__name__}: ")
        if ours:
            return sentence
    trace = next((at for at, line in enumerate(lines) if line.startswith("Traceback")), len(lines))
    said = next((line for line in lines[trace + 1 :] if not line.startswith(" ")), "")
    return said or (lines[0] if lines else type(error).__name__)
