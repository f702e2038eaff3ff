"""工作台: what is due today, what the centre said, this month."""
