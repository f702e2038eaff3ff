"""The client: a clerk's desk for 12345 work orders."""
