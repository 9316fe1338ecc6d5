"""The command line: ``myosotis review | evaluate | knowledge | schema``."""

from myosotis.cli.app import main

__all__ = ["main"]
