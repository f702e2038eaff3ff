"""Platform exports (.xlsx, .xls, .csv) turned into orders of the central platform."""
