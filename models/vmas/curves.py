"""The files of figures that a training run appends to while it goes on. Knows CSV and no figure's meaning."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path


def append_row(path: Path, row: Mapping[str, str | float], columns: tuple[str, ...] | None = None) -> None:
    """Appends a line to the CSV file `path`, which begins with a header. `columns`: its columns where rows differ in what they have; what is not
    among them is left out, what is missing stays empty. Fractions have six digits."""
    is_new = not path.exists()
    with path.open("a", newline="") as file:
        writer = csv.DictWriter(file, columns or list(row), restval="", extrasaction="ignore")
        if is_new:
            writer.writeheader()
        writer.writerow({name: value if isinstance(value, (str, int)) else f"{value:.6g}" for name, value in row.items()})
