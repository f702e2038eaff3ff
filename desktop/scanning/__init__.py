"""Scans and photos in; straightened pages, their codes and the ink in their boxes out."""
