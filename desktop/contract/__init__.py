"""The wire messages between the client and the central platform."""
