"""What holds for all tests: how busy the machine is decides no property."""

from hypothesis import settings

settings.register_profile("patient", settings(), deadline=None)
settings.load_profile("patient")
