"""同步: what has reached the centre and what has not."""
