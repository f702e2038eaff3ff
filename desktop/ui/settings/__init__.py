"""设置: what a person can choose."""
