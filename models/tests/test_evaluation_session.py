"""What a result is kept by: edits that no figure depends on keep it, all others begin anew."""

import copy
import json

import pytest

from vmas.evaluation.identity import digest, identity
from vmas.evaluation.session import kept

MANIFEST = {
    "id": "a", "version": "1.0.0", "licence": "x", "training": "five steps", "sampling": {"temperature": [0.9, 1.0], "guidance": 1.2},
    "codec": {"frameRateHz": 25.0}, "stylePrototypes": [[0.5, 0.0, 0.25, 0.0, 0.0]], "styles": [{"id": "rock", "title": "Rock", "tempoBpm": [90, 170]}],
    "files": [{"path": "decoder.onnx", "sha256": "aa", "bytes": 1}, {"path": "LICENSE.txt", "sha256": "bb", "bytes": 2}],
}  # fmt: skip


def edited(change) -> str:
    manifest = copy.deepcopy(MANIFEST)
    change(manifest)
    return identity(manifest)


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.update(licence="y", training="six steps"),
        lambda m: m["styles"][0].update(title="Loud"),
        lambda m: m.update(stylePrototypes=[[0.5, 0, 0.25]]),
        lambda m: m["files"][1].update(sha256="cc"),
        lambda m: m["files"].reverse(),
        lambda m: m["codec"].update(frameRateHz=25),
    ],
)
def test_prose_order_and_padding_keep_results(change):
    assert edited(change) == identity(MANIFEST)


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.update(version="1.0.1"),
        lambda m: m["files"][0].update(sha256="cc"),
        lambda m: m["sampling"].update(guidance=1.3),
        lambda m: m.update(stylePrototypes=[[0.5, 0.1, 0.25]]),
        lambda m: m.update(stylePrototypes=[[0.0, 0.5, 0.0, 0.25]]),
        lambda m: m["styles"][0].update(tempoBpm=[90, 171]),
        lambda m: m.update(unheard_of=1),
    ],
)
def test_whatever_can_change_the_music_begins_anew(change):
    assert edited(change) != identity(MANIFEST)


def test_a_result_stands_until_its_key_changes(tmp_path):
    calls = []

    def work() -> dict:
        calls.append(1)
        return {"n": len(calls)}

    path = tmp_path / "stage.json"
    assert [kept(path, work, "a"), kept(path, work, "a"), kept(path, work, "b")] == [{"n": 1}, {"n": 1}, {"n": 2}]
    assert json.loads(path.read_text())["key"] == "b"


def test_digests_tell_numbers_apart_but_not_their_writing():
    assert digest({"a": [1.0, 2]}) == digest({"a": (1, 2.0)}) != digest({"a": [1, 2.5]})
