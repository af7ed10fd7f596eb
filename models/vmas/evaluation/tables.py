"""Markdown: tables and numbers as the report prints them. Knows no measure."""

from __future__ import annotations

import math


def number(value: float | None, digits: int = 2) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "-"
    text = f"{value:.{digits}f}"
    return text[1:] if text.startswith("-") and float(text) == 0 else text


def percent(share: float) -> str:
    return "-" if not math.isfinite(share) else f"{100 * share:.0f} %"


def p_value(value: float) -> str:
    return "< 0.001" if value < 0.001 else number(value, 3)


def table(header: list[str], rows: list[list[str]]) -> list[str]:
    """Markdown lines with an empty one behind."""
    return [f"| {' | '.join(header)} |", f"|{'|'.join(' --- ' for _ in header)}|", *(f"| {' | '.join(row)} |" for row in rows), ""]


def verdict(is_met: bool | None) -> str:
    return "not measured" if is_met is None else "met" if is_met else "**missed**"
