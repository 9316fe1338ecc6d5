"""Measures the differential, prints the tables, and writes them to differential/results.md.

make bench-differential                      everything
cd benchmarks && python -m differential --dry    nothing is written
"""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.markdown import Markdown

from differential.page import measured
from differential.published import HERE

RESULTS = HERE / "results.md"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--dry", action="store_true", help="write nothing")
    options = parser.parse_args()
    console = Console()
    if not console.is_terminal:
        console = Console(width=140)
    with console.status("measuring ...") as status:
        text = measured(status.update)
    console.print(Markdown(text))
    if not options.dry:
        RESULTS.write_text(text, encoding="utf-8")
        console.print(f"written to {RESULTS}")


if __name__ == "__main__":
    main()
