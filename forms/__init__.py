"""Printable forms: a plain dataclass in, PDF bytes out."""
