"""What a judge is fitted to, what it is measured against and what its ceiling is made of share no piece."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from vmas.corpus.compose import STYLE_ORDER
from vmas.evaluation.judge_quality import tagger_material
from vmas.evaluation.material import FULL_REPERTOIRE, NARROW_REPERTOIRE, Material, Sounded, check_apart
from vmas.evaluation.sizes import QUICK
from vmas.rvq.pieces import SoundPiece, write_folder
from vmas.rvq.rendered import split_of

STYLE = STYLE_ORDER[0]


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    """Four chunks of a style as prepare_audio.py writes them, a tenth of a second of each piece."""
    folder = tmp_path_factory.mktemp("sound")
    for chunk in range(4):
        names = [f"{STYLE}-{seed}" for seed in range(12 * chunk, 12 * chunk + 12)]
        pieces = [SoundPiece(name, name, split_of(int(name.rsplit("-", 1)[1])), 0, 0) for name in names]
        write_folder(folder / f"{STYLE}-{chunk:04}", [np.full(3200, 0.1, np.float32)] * 12, pieces)
    return folder


def materials(sound: Path, folder: Path) -> tuple[Material, Material]:
    """Of all repertoire, which fits; of the narrow one, which is judged. No piece is played for either."""
    sizes = dataclasses.replace(QUICK, classifier_per_style=0, held_out_per_style=4, other_per_style=4)
    return tuple(Material(folder, Path("no-bank"), sizes, repertoire, sound) for repertoire in (FULL_REPERTOIRE, NARROW_REPERTOIRE))


def test_nothing_that_is_fitted_to_is_a_reference_or_a_ceiling(sound, tmp_path):
    full, narrow = materials(sound, tmp_path)
    fitted, ceiling, reference = ({piece.origin for piece in pieces} for pieces in (full.classifier_examples(), narrow.other_held_out(), narrow.held_out()))
    assert fitted == {(STYLE, 13), (STYLE, 37)}
    assert ceiling == {(STYLE, 1), (STYLE, 25)}
    assert reference == {(STYLE, 0), (STYLE, 12), (STYLE, 24), (STYLE, 36)}
    assert not fitted & (ceiling | reference)
    assert not ceiling & reference
    assert {piece.origin for piece in narrow.library()}.isdisjoint(fitted | ceiling | reference)


def test_a_judge_refuses_to_be_fitted_to_what_it_judges(sound, tmp_path):
    full, narrow = materials(sound, tmp_path)
    held_out = narrow.held_out()
    check_apart(full.classifier_examples(), held_out)
    again = Sounded(tmp_path / "elsewhere.wav", held_out[0].request | {"name": "another name"})
    with pytest.raises(ValueError, match="1 pieces are fitted to and judged"):
        check_apart([again], held_out)


def test_the_tagger_refuses_it_too(sound, tmp_path):
    full, narrow = materials(sound, tmp_path)

    class Fitted:
        def classifier_examples(self) -> list[Sounded]:
            return [*full.classifier_examples(), narrow.other_held_out()[0]]

    class Judging:
        """As much of a session as is asked before anything is heard."""

        full_material, material, family = Fitted(), narrow, "rvq"

    with pytest.raises(ValueError, match="fitted to and judged"):
        tagger_material(Judging())
