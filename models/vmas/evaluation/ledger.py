"""The figures behind the report as one JSON file a bundle, for whoever wants to look at them or draw them anew: rounded, tables as columns
and rows, long series as a summary. Knows no measure."""

from __future__ import annotations

import json
import math
from pathlib import Path

DIGITS = 4  # significant ones
LONGEST_SERIES = 64  # numbers; what is longer is a curve or a spectrum, not a figure


def write_figures(results: dict, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(compact(results), separators=(",", ":"), allow_nan=False) + "\n")


def compact(value):
    """Numbers to four significant digits, null where they are not finite; a list of records becomes {"columns", "rows"}, a long list of
    numbers {"n", "mean", "deviation", "least", "most"}."""
    if isinstance(value, bool) or value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return rounded(value)
    if isinstance(value, dict):
        return {name: compact(one) for name, one in value.items()}
    if len(value) > 1 and all(isinstance(one, dict) for one in value):
        columns = list(dict.fromkeys(name for one in value for name in one))
        return {"columns": columns, "rows": [[compact(one.get(name)) for name in columns] for one in value]}
    if len(value) > LONGEST_SERIES and all(isinstance(one, int | float) for one in value):
        return summary([float(one) for one in value])
    return [compact(one) for one in value]


def rounded(value: float) -> float | int | None:
    if not math.isfinite(value):
        return None
    short = float(f"{value:.{DIGITS}g}")
    return int(short) if short == int(short) else short


def summary(values: list[float]) -> dict:
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return {"n": len(values), "mean": None, "deviation": None, "least": None, "most": None}
    mean = sum(finite) / len(finite)
    deviation = math.sqrt(sum((value - mean) ** 2 for value in finite) / len(finite))
    found = {"mean": mean, "deviation": deviation, "least": min(finite), "most": max(finite)}
    return {"n": len(values)} | {name: rounded(one) for name, one in found.items()}
