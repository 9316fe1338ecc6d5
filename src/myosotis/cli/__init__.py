"""The command line: ``myosotis review | criteria | evaluate | knowledge | schema``."""

from myosotis.cli.app import main

__all__ = ["main"]
