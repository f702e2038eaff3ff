"""Local rehearsal of a unit's marks: a module a formula set, results that explain themselves."""
