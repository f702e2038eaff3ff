"""考核与统计: the unit's score, unfolded to its orders."""
