"""Data files of the program, with typed accessors."""
