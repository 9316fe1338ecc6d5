"""The four questions over tables, equal to those of one patient in every row."""
