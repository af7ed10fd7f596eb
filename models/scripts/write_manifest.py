"""Brings model.json of a bundle folder (first written by export_onnx.py) up to date: styles from styles.json, size and
hash of each known file that is there. Run it again whenever a file is added.

    python models/scripts/write_manifest.py --bundle models/bundles/small
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

SCHEMA_VERSION = 1
MODELS = Path(__file__).resolve().parents[1]
# Every file that a bundle may have besides model.json.
KNOWN_FILES = (
    "video-encoder.onnx", "music-encoder.onnx", "decoder.onnx", "beat-tracker.onnx", "codec-encoder.onnx", "codec-decoder.onnx",
    "instruments.sf3", "instruments.LICENSE.txt", "styles.json",
)  # fmt: skip


def file_entry(path: Path) -> dict:
    return {"path": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size}


def write_manifest(bundle: Path) -> dict:
    manifest = json.loads((bundle / "model.json").read_text()) | {"schemaVersion": SCHEMA_VERSION}
    shutil.copyfile(MODELS / "styles.json", bundle / "styles.json")
    styles = json.loads((bundle / "styles.json").read_text())["styles"]
    manifest["styles"] = [{key: style[key] for key in ("id", "title", "tempoBpm")} for style in styles]
    manifest["files"] = [file_entry(bundle / name) for name in KNOWN_FILES if (bundle / name).exists()]
    (bundle / "model.json").write_text(json.dumps(manifest, indent=1) + "\n")
    return manifest


def main(args: argparse.Namespace) -> None:
    manifest = write_manifest(args.bundle)
    total = sum(entry["bytes"] for entry in manifest["files"])
    print(f"{args.bundle}/model.json: {len(manifest['files'])} files, {total / 1e6:.2f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True)
    main(parser.parse_args())
