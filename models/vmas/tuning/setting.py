"""A setting of sampling: what model.json says under `sampling`, and settings that differ from it in one thing."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

TEMPERATURE, CANDIDATES, GUIDANCE = "temperature", "top_k", "guidance"


@dataclass(frozen=True)
class Setting:
    temperature: tuple[float, ...]  # [K]
    top_k: tuple[int, ...]  # [K], 0: all
    guidance: float  # 1: none

    @staticmethod
    def of(manifest: dict) -> Setting:
        """The one that a bundle has."""
        sampling = manifest["sampling"]
        return Setting(tuple(sampling["temperature"]), tuple(sampling["topK"]), float(sampling["guidance"]))

    def with_value(self, axis: str, streams: Iterable[int], value: float) -> Setting:
        """The same with another temperature, number of candidates (of these streams) or guidance."""
        if axis == GUIDANCE:
            return dataclasses.replace(self, guidance=float(value))
        values = list(getattr(self, axis))
        for k in streams:
            values[k] = value
        return dataclasses.replace(self, **{axis: tuple(values)})

    def as_manifest(self) -> dict:
        return {"temperature": list(self.temperature), "topK": list(self.top_k), "guidance": self.guidance}

    def __str__(self) -> str:
        """One cell of a table, the same for the same setting."""
        temperatures, candidates = (" ".join(f"{value:g}" for value in values) for values in (self.temperature, self.top_k))
        return f"temperature {temperatures} / top-k {candidates} / guidance {self.guidance:g}"
