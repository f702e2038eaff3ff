"""Leaves out what only one system has."""

import sys

collect_ignore = ["test_cups.py"] if sys.platform == "win32" else []
