"""Where Alembic meets the connection the program opened; it never opens one itself."""

from alembic import context

# Both engines undo tables made in a transaction, SQLite as well.
context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
