"""The reference central platform: the other end of the sync contract."""
