"""Push, pull and rebase: one round at a time, without Qt, SQL or HTTP library."""
