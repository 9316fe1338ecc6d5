"""Myosotis."""
