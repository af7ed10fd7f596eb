"""The whole of evaluate.py at its smallest, with the smallest bundle: films, scores, judges and the report, as a user runs them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
DATA = REPOSITORY.parent / "shared/data"


@pytest.mark.slow
@pytest.mark.skipif(not (DATA / "clips").exists(), reason="needs the films and recordings of ../shared/data")
@pytest.mark.parametrize(("bundle", "section"), [("debug-score", "notes"), ("debug-rvq", "codes")])
def test_a_rehearsal_runs_to_its_report_and_a_second_run_makes_nothing_again(tmp_path, bundle, section):
    report = tmp_path / "EVALUATION.md"
    command = [sys.executable, "models/scripts/evaluate.py", "--work", tmp_path, "--data", DATA, "--bundles", bundle, "--quick", "--out", report]

    def run() -> str:
        finished = subprocess.run([str(part) for part in command], cwd=REPOSITORY, capture_output=True, text=True)
        assert finished.returncode == 0, finished.stderr[-3000:]
        return finished.stdout

    assert f"{bundle}-" in run()
    first = report.read_text()
    figures = json.loads((tmp_path / f"runs/evaluation/{bundle}.json").read_text())
    assert len(figures["films"]["systems"]["ours"]["rows"]) == 8  # four films, two seeds
    sections = ("sync", "picture and generated music, by another ear", "sound", section, "controls")
    for heading in ("## Bars", "## The four ideas", *(f"## `{bundle}`: {name}" for name in sections), "## Beat tracker"):
        assert heading in first
    assert "nan" not in first.replace("nant", "")
    assert run() == f"{report}\n"
    assert report.read_text() == first
