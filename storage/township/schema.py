"""Bringing the tables of an opened store to the form this program knows."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from core.errors import Refusal

_SCRIPTS = Path(__file__).parent / "migrations"
_MIGRATION_LOCK = 0x63756E7A68656E  # any number, the same in every process of every service


def bring_up_to_date(connection: Connection) -> None:
    """Run the migrations that are missing, inside the caller's transaction.

    Raises:
        Refusal: `store_newer_than_program`.
    """
    script = _script()
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"select pg_advisory_xact_lock({_MIGRATION_LOCK})"))
    present = MigrationContext.configure(connection).get_current_revision()
    if present == script.get_current_head():
        return
    known = {revision.revision for revision in script.walk_revisions()}
    if present is not None and present not in known:
        raise Refusal("store_newer_than_program")
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@cache
def _script() -> ScriptDirectory:
    """Read the steps once in a process: each is a file, and every opening asks which is the last."""
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config
