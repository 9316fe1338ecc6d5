"""The antibody profile: how results are read, the subgroup, the risks, and what is due."""
