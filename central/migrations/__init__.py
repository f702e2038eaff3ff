"""Alembic environment; imports nothing of the platform, so that old revisions keep working."""
