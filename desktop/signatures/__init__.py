"""Electronic signatures on printed forms: PAdES, with a key from a file or from a UKey."""
