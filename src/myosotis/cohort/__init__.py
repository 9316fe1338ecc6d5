"""The questions of the review over tables: a registry, a hospital or a nation."""
