"""Alembic environment; imports nothing of the program, so that old revisions keep working."""
