"""Start of the frozen program."""

import multiprocessing
import sys

from desktop.cli.main import main

if __name__ == "__main__":
    # The scan reader starts children of this very program.
    multiprocessing.freeze_support()
    sys.exit(main())
