"""The table of a search: a row for each measurement, written at once, so that a search that was stopped goes on where it was. Rows of another
bundle are dropped when the table is opened."""

from __future__ import annotations

import csv
from pathlib import Path

DIGITS = 4
KEY = ("bundle", "part", "setting", "against")
VERDICT = ("group", "difference", "low", "high", "verdict")


class Rows:
    """`against` is the setting that a row was compared with, by the score of `group`; both empty where it stands alone."""

    def __init__(self, path: Path, bundle: str, figures: tuple[str, ...]):
        self.path, self.bundle, self.figures, self.columns = path, bundle, figures, (*KEY, *figures, *VERDICT)
        kept = list(csv.DictReader(path.open(newline=""))) if path.exists() else []
        self.rows = [row for row in kept if row.get("bundle") == bundle and set(row) == set(self.columns)]

    def find(self, part: str, setting: str, against: str = "") -> dict[str, str] | None:
        key = (self.bundle, part, setting, against)
        return next((row for row in self.rows if tuple(row[name] for name in KEY) == key), None)

    def add(self, part: str, setting: str, figures: dict[str, float | str], against: str = "") -> dict[str, str]:
        values = {name: f"{value:.{DIGITS}f}" if isinstance(value, float) else value for name, value in figures.items()}
        row = dict.fromkeys(self.columns, "") | dict(zip(KEY, (self.bundle, part, setting, against))) | values
        self.rows.append(row)
        self.write()
        return row

    def write(self) -> None:
        part = self.path.with_suffix(".part")
        with part.open("w", newline="") as file:
            writer = csv.DictWriter(file, self.columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.rows)
        part.replace(self.path)
