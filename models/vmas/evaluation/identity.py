"""By what a result is kept: the parts of a bundle's manifest and of a run that a figure can depend on. Prose may be edited without
making a finished evaluation worthless; whatever is not known to be prose counts. Knows JSON only."""

from __future__ import annotations

import hashlib
import json

PROSE = ("licence", "training")
PROSE_FILES = (".txt", ".md")


def digest(value: object) -> str:
    """8 hex digits of any JSON value: neither the order of fields nor the writing of a number (25 or 25.0) matters."""
    return hashlib.sha256(json.dumps(same_numbers(value), sort_keys=True).encode()).hexdigest()[:8]


def same_numbers(value: object) -> object:
    if isinstance(value, dict):
        return {name: same_numbers(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [same_numbers(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def identity(manifest: dict) -> str:
    """Of a bundle: graphs and data by hash, version, sampling, streams ... without prose, titles, and zeros behind a prototype."""
    what = {name: value for name, value in manifest.items() if name not in PROSE}
    what["files"] = sorted([file["path"], file["sha256"]] for file in manifest["files"] if not file["path"].endswith(PROSE_FILES))
    what["styles"] = [{name: value for name, value in style.items() if name != "title"} for style in manifest.get("styles", [])]
    what["stylePrototypes"] = [without_padding(row) for row in manifest.get("stylePrototypes", [])]
    return digest(what)


def without_padding(row: list[float]) -> list[float]:
    """A prototype ends at its last figure that is not 0; products with a picture's embedding are the same without the rest."""
    last = max((index for index, value in enumerate(row) if value != 0), default=-1)
    return list(row[: last + 1])
