"""This machine without Qt: paths, locks, logging, keyring, printers, settings."""
