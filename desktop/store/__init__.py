"""The encrypted local database and the files beside it."""
