"""Fields of the step forms: each holds one text value, however it is entered."""
