"""The one reader of the environment: the data folder, the secret key, the database. It fails closed and says why."""

import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SOURCE = Path(__file__).resolve().parents[3]

# Our queries take milliseconds; PostgreSQL, which thinks them dear, would compile some for half a second first.
POSTGRESQL_OPTIONS = "-c jit=off"

# Tried against threads that read, change and write: without IMMEDIATE most of them fail at once with "database is locked".
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
        "PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-20000;"
    ),
}


class Misconfigured(Exception):
    """A setting in the environment that cannot be used."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable of the environment. `otherwise` says in words what holds without it, where that is no plain default."""

    name: str
    meaning: str
    default: str = ""
    otherwise: str = ""

    @property
    def given(self) -> str:
        """What the environment says, else the default; an empty variable says nothing."""
        return os.environ.get(self.name) or self.default

    @property
    def words(self) -> list[str]:
        """A setting with commas as a list."""
        return [word.strip() for word in self.given.split(",") if word.strip()]


DATA = Setting(
    "MUNIMENT_DATA", "the folder for database, files, output and secret key",
    otherwise="`var/` of a checkout, else `muniment` in `$XDG_DATA_HOME` or `~/.local/share`",
)  # fmt: skip
DATABASE = Setting(
    "MUNIMENT_DATABASE",
    "a PostgreSQL database, as `postgresql://user:password@host:port/name`; options such as `?sslmode=require` go to libpq",
    otherwise="SQLite in the data folder",
)
PORT = Setting("MUNIMENT_PORT", "the port to listen on", "8000")
HOSTS = Setting(
    "MUNIMENT_HOSTS", "the names under which it is reached, with commas between them", "localhost,127.0.0.1,[::1]"
)
ORIGINS = Setting(
    "MUNIMENT_ORIGINS",
    "the addresses under which it is reached through a proxy, with commas between them; one with `https` makes cookies travel "
    "on TLS only, and the first is printed in reports",
    otherwise="none: `http://localhost` and the port",
)
SECRET_KEY = Setting(
    "MUNIMENT_SECRET_KEY", "the key that signs sessions and owners' links; the same for all servers of one installation",
    otherwise="made once, in the data folder",
)  # fmt: skip
MAIL = Setting(
    "MUNIMENT_MAIL",
    "the mail server for digests, as `smtp://user:password@host:587` (STARTTLS, without it `?tls=no`) or `smtps://...:465`",
    otherwise="none: e-mails are printed where the worker runs",
)  # fmt: skip
MAIL_FROM = Setting("MUNIMENT_MAIL_FROM", "the sender of e-mails", "Muniment <muniment@localhost>")
LARGEST_FILE = Setting(
    "MUNIMENT_LARGEST_FILE", "the largest file that may be attached, in megabytes (at most 1000)", "25"
)
SCANNER = Setting(
    "MUNIMENT_SCANNER",
    "a command that is given the path of each file before it is kept, `clamdscan --fdpass --no-summary` say; it answers 0 for a "
    "clean file, and whatever else it answers, or when it does not, the file is not kept",
    otherwise="none: files are not scanned",
)
SHARES = Setting(
    "MUNIMENT_SHARES",
    "the folders and stores below which people at a page may have something scanned, with commas between them: "
    "`/srv/shares,smb://files.council.example/housing,s3://archive`; what signs in to a store is in the environment too",
    otherwise="none: nothing is scanned from a page",
)
SHARES_WRITABLE = Setting(
    "MUNIMENT_SHARES_WRITABLE",
    "the folders below which approved files may be moved into a quarantine and deleted, with commas between them; each with the "
    "folder of its quarantine, if it is not to be beside it: `/srv/shares,/mnt/old=/mnt/quarantine`",
    otherwise="none: lists of files go to who runs the shares",
)  # fmt: skip
SETTINGS = (
    DATA,
    DATABASE,
    PORT,
    HOSTS,
    ORIGINS,
    SECRET_KEY,
    MAIL,
    MAIL_FROM,
    LARGEST_FILE,
    SCANNER,
    SHARES,
    SHARES_WRITABLE,
)


@dataclass(frozen=True)
class DataFolder:
    """Where this installation keeps what it holds: database, files, output, secret key."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "muniment.sqlite3"

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def output(self) -> Path:
        return self.path / "output"

    @property
    def discovery(self) -> Path:
        """What scans have found, a folder for each place. It follows from what lies there, so it is in no backup."""
        return self.path / "discovery"

    @property
    def demonstration_shares(self) -> Path:
        """The shares of a council that does not exist; only a demonstration has them, and may scan them."""
        return self.path / "shares"

    @property
    def is_demonstration(self) -> bool:
        """Whether `muniment demo` made this folder: only there do the demonstration's sign-ins work."""
        return (self.path / "demonstration").is_file()

    def mark_as_demonstration(self) -> None:
        (self.path / "demonstration").write_text("Made by `muniment demo`. Its sign-ins are known to all.\n")

    def make(self) -> None:
        for folder in (self.path, self.files, self.output):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def secret_key(self) -> str:
        """The key that signs sessions and links: the one given, else made once in the folder."""
        if SECRET_KEY.given:
            return SECRET_KEY.given
        place = self.path / "secret-key"
        if not place.exists():
            self._make_secret_key(place)
        if key := place.read_text().strip():
            return key
        raise Misconfigured(
            f"{place} is empty. Put back the key that you keep apart; without one, delete the file: a new key is made, and links sent before stop working."
        )

    def _make_secret_key(self, place: Path) -> None:
        """Written aside and then given its name: processes that start together all read one key, never half of one."""
        descriptor, draft = tempfile.mkstemp(dir=self.path, prefix="secret-key-")  # open to its owner alone
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
            with suppress(FileExistsError):  # another process was first: its key is the one
                os.link(draft, place)
        finally:
            Path(draft).unlink()


def data_folder() -> DataFolder:
    """The folder given, else `var/` of a checkout, else the user's own data folder."""
    if DATA.given:
        return DataFolder(Path(DATA.given).expanduser().resolve())
    if (SOURCE / "pyproject.toml").is_file():
        return DataFolder(SOURCE / "var")
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return DataFolder(Path(home) / "muniment")


def port() -> int:
    """The port to listen on. Misconfigured when it is none."""
    if not PORT.given.isdecimal() or not 0 < int(PORT.given) < 65536:
        raise Misconfigured(f"{PORT.name} is {PORT.given!r}; it must be a number from 1 to 65535.")
    return int(PORT.given)


def largest_file() -> int:
    """The largest file in bytes. Misconfigured when it is no number of megabytes from 1 to 1000."""
    if not LARGEST_FILE.given.isdecimal() or not 0 < int(LARGEST_FILE.given) <= 1000:
        raise Misconfigured(
            f"{LARGEST_FILE.name} is {LARGEST_FILE.given!r}; it must be a number of megabytes from 1 to 1000."
        )
    return int(LARGEST_FILE.given) * 1024 * 1024


def database(folder: DataFolder) -> dict[str, Any]:
    """The database given, by default SQLite in the data folder. Misconfigured when it is no address of PostgreSQL."""
    if not DATABASE.given:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder.database), "OPTIONS": SQLITE_OPTIONS}
    told = Misconfigured(f"{DATABASE.name} must read postgresql://user:password@host:port/name.")
    parts = urlsplit(DATABASE.given)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise told
    try:
        number = parts.port
    except ValueError as error:
        raise told from error
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(number or ""),
        "OPTIONS": {**options, "options": f"{POSTGRESQL_OPTIONS} {options.get('options', '')}".strip()},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def mail() -> dict[str, Any]:
    """Django's settings for e-mail: printed by default. Misconfigured when the server is no address of one."""
    printed = {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend", "DEFAULT_FROM_EMAIL": MAIL_FROM.given}
    if not MAIL.given:
        return printed
    told = Misconfigured(f"{MAIL.name} must read smtp://user:password@host:port or smtps://user:password@host:port.")
    parts = urlsplit(MAIL.given)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise told
    try:
        number = parts.port
    except ValueError as error:
        raise told from error
    within = parts.scheme == "smtps"
    return {
        **printed,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": number or (465 if within else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": within,
        "EMAIL_USE_TLS": not within and dict(parse_qsl(parts.query)).get("tls") != "no",
        "EMAIL_TIMEOUT": 30,
    }
