"""Orders to printable form data, and the only importer of forms."""
