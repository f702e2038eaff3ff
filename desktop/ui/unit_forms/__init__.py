"""Forms of the unit itself (F15, F21): filled in, printed, and looked up again."""
