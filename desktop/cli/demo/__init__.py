"""The rehearsal: one whole story on the training platform."""
