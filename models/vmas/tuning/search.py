"""Coordinate search over groups of streams. A setting is found on the plans of one part, and taken only where it also wins on the plans of another:
the best of many trials looks better than it is. At the end the whole choice stands against the setting of the bundle on a third part. Knows no family."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from .measured import Measured, difference, figures_of
from .rows import Rows
from .setting import CANDIDATES, GUIDANCE, TEMPERATURE, Setting

ALL = "all"
SEARCH, CONFIRM, FINAL = PARTS = ("search", "confirm", "final")
TAKEN, KEPT = "taken", "kept"


class Family(Protocol):
    groups: dict[str, tuple[int, ...]]  # streams that are set alike
    grids: dict[str, tuple[float, ...]]  # temperature, top_k, guidance

    def measure(self, setting: Setting, part: str) -> Measured: ...

    def score(self, figures: dict, group: str) -> float:
        """More is better. `group`: one of `groups`, or what all streams share."""


@dataclass(frozen=True)
class Choice:
    setting: Setting
    is_better: bool  # than the bundle's own, beyond the interval
    is_whole: bool  # every group was searched


class Search:
    def __init__(self, family: Family, present: Setting, rows: Rows, minutes: float, report: Callable[[str], None] = print):
        self.family, self.present, self.rows, self.report = family, present, rows, report
        self.deadline = time.monotonic() + 60 * minutes
        self.measured: tuple[tuple[Setting, str], Measured] | None = None  # of the setting that others are compared with

    def run(self) -> Choice:
        chosen, left = self.present, [*self.family.groups, GUIDANCE]
        while left and time.monotonic() < self.deadline:
            chosen = self.searched(chosen, left.pop(0))
        if left:
            self.report(f"out of time: {', '.join(left)} not searched; the same command goes on")
        is_better = chosen != self.present and self.wins(chosen, self.present, ALL, FINAL)
        return Choice(chosen if is_better else self.present, is_better, not left)

    def searched(self, chosen: Setting, group: str) -> Setting:
        candidate = chosen
        for axis in (GUIDANCE,) if group == GUIDANCE else (TEMPERATURE, CANDIDATES):
            streams = self.family.groups.get(group, ())
            trials = [candidate, *(candidate.with_value(axis, streams, value) for value in self.family.grids[axis])]
            candidate = max(dict.fromkeys(trials), key=lambda trial: self.score(trial, group))  # the first of equals: what there is
        return candidate if candidate != chosen and self.wins(candidate, chosen, group, CONFIRM) else chosen

    def score(self, setting: Setting, group: str) -> float:
        row = self.rows.find(SEARCH, str(setting))
        if row is None:
            row = self.rows.add(SEARCH, str(setting), figures_of(self.family.measure(setting, SEARCH)))
            self.report(f"{setting}: score {row['score']}")
        return self.family.score({name: float(row[name]) for name in self.rows.figures}, group)

    def wins(self, setting: Setting, other: Setting, group: str, part: str) -> bool:
        """Whether it scores higher than the other by more than the 95 % interval of their difference over plans."""
        row = self.rows.find(part, str(setting), str(other))
        if row is None:
            measured = self.family.measure(setting, part)
            beside = difference(measured, self.compared(other, part), lambda figures: self.family.score(figures, group))
            verdict = {"group": group, "difference": beside.mean, "low": beside.low, "high": beside.high, "verdict": TAKEN if beside.low > 0 else KEPT}
            row = self.rows.add(part, str(setting), figures_of(measured) | verdict, str(other))
            self.report(f"{part}, {group}: {setting} against {other}: {row['difference']} ({row['low']} to {row['high']}), {row['verdict']}")
        return row["verdict"] == TAKEN

    def compared(self, setting: Setting, part: str) -> Measured:
        if self.measured is None or self.measured[0] != (setting, part):
            self.measured = (setting, part), self.family.measure(setting, part)
            if self.rows.find(part, str(setting)) is None:
                self.rows.add(part, str(setting), figures_of(self.measured[1]))
        return self.measured[1]
