"""台账与报表: lists and regular reports."""
