"""All Qt: one sub-package a screen."""
