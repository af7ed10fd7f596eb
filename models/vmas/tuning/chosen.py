"""The sampling that was chosen for each family, models/sampling.json: the one place from which exports take it. tune_sampling.py --apply writes it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from ..config import ModelConfig
from .setting import Setting

CHOSEN = Path(__file__).resolve().parents[2] / "sampling.json"


def sampling_defaults(config: ModelConfig, chosen: Path = CHOSEN) -> dict:
    """The block `sampling` of model.json. Codebooks beyond those that were tuned take what the finest of them has."""
    family = json.loads(chosen.read_text())[config.family]
    streams, finest = family["streams"], list(family["streams"].values())[-1]
    if config.family == "score":
        values = [streams[stream.name] for stream in config.streams]
    else:
        values = [streams.get(stream.name, finest) for stream in config.streams]
    return {"temperature": [t for t, _ in values], "topK": [k for _, k in values], "guidance": family["guidance"]}


def choose(config: ModelConfig, setting: Setting, source: str, chosen: Path = CHOSEN) -> None:
    """Writes a setting as the family's. `source`: the table that it was read off."""
    families = json.loads(chosen.read_text())
    streams = {stream.name: list(pair) for stream, pair in zip(config.streams, zip(setting.temperature, setting.top_k), strict=True)}
    families[config.family] = {"source": source, "guidance": setting.guidance, "streams": streams}
    text = json.dumps(families, indent=1)
    one_line = re.sub(r"\[\s+([^\[\]]*?),\s+([^\[\]]*?)\s+\]", r"[\1, \2]", text)
    chosen.write_text(one_line + "\n")
