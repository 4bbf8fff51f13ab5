"""Where Alembic meets the connection the program opened; it never opens one itself."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
