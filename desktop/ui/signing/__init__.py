"""Electronic signatures in the window: sign here, give out, take back, and check any sheet."""
