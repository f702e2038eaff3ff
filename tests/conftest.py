"""What holds for all tests: no property is judged by the clock, and none needs a screen."""

import os

from hypothesis import settings

os.environ["QT_QPA_PLATFORM"] = "offscreen"
settings.register_profile("patient", settings(), deadline=None)
settings.load_profile("patient")
