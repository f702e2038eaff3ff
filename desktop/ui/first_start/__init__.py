"""First start: three questions, and unlocking on later starts."""
