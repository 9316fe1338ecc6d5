"""Many patients: the tables of a cohort, and a synthetic registry to try them on."""

from myosotis.cohort.synthesizing import Registry, synthesize

__all__ = ["Registry", "synthesize"]
