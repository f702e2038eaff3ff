"""Rules as pure functions over immutable values: no clock, file, network, Qt or SQL."""
