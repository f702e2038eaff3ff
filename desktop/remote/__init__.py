"""The requests gateway to the central platform."""
