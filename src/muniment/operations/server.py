"""The server, and the making of an empty data folder."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from muniment.operations.beside import WithWorker

# What higher floors enter into a database that is new; each is told so by its app's start.
FIRST_ENTRIES: list[Callable[[], None]] = []
# What is derived from records and may be missing after a migration; each looks first whether it is.
AFTER_MIGRATING: list[Callable[[], None]] = []


def prepare() -> None:
    """Makes and migrates the data folder, where that is still to be done; what is new gets its first entries."""
    settings.DATA.make()
    executor = MigrationExecutor(connection)
    new = not executor.loader.applied_migrations
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
        for derive in AFTER_MIGRATING:
            derive()
    table = settings.CACHES["default"].get("LOCATION")
    if table and table not in connection.introspection.table_names():
        call_command("createcachetable", verbosity=0)
    # The demonstration tells its own.
    if new and not settings.DEMONSTRATION:
        for enter in FIRST_ENTRIES:
            enter()


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings: threads in two processes, on this machine only unless told otherwise."""

    def __init__(self, host: str, port: int, *, worker: bool = True) -> None:
        self.worker = worker
        self.address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": self.address, "workers": 2, "threads": 4, "worker_class": "gthread", "timeout": 120,
            "control_socket_disable": True, "loglevel": "warning", "proc_name": "muniment",
        }  # fmt: skip
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return get_wsgi_application()

    def run(self) -> None:
        arbiter = WithWorker if self.worker else Arbiter
        arbiter(self).run()


def serve(host: str, port: int, *, worker: bool = True) -> None:
    """Serves until it is stopped, with a worker beside it unless one runs elsewhere."""
    connection.close()
    if host not in {"127.0.0.1", "localhost", "::1"} and host not in settings.ALLOWED_HOSTS:
        settings.ALLOWED_HOSTS.append("*" if host in {"0.0.0.0", "::"} else host)  # noqa: S104 - asked for by name
    Server(host, port, worker=worker).run()
