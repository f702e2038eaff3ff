"""Commands: the program without a window, and the way to open it."""
