"""Use cases: what a clerk does, free of storage, network and screen."""
