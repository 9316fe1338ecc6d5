"""The questions of a review asked of every row of a table, each beside its one-patient twin."""
