"""The ear of picture and music, fitted once for a folder of results, and what it can tell before it judges anybody: music found among
others for pictures that it has not seen, and the own music told from the same music a little too early or too late."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from .identity import digest
from .match_ear import Fitting, MatchEar, heard_from, train_ear
from .match_features import PICTURE_RATE_HZ, SOUND_PER_PICTURE
from .match_material import FULL_RECIPE, QUICK_RECIPE, Example, MatchMaterial, Recipe
from .retrieval import ranks, summary
from .session import Session, kept
from .statistics import bootstrap_interval

PARTS = ("both", "when", "what")
SHIFTS_SECONDS = (0.5, 1.0, 2.0, 4.0)
PERMUTATIONS = 5_000
SOURCES = ("match_ear.py", "match_features.py", "match_material.py")


def parts_of(products: np.ndarray) -> dict[str, np.ndarray]:
    """[2, ...] of MatchEar.likeness -> their sum, courses alone, wholes alone."""
    return dict(zip(PARTS, (products.sum(0), products[0], products[1])))


def common_length(pictures: list[np.ndarray], sounds: list[np.ndarray]) -> int:
    """In pictures: as much as all have."""
    return min(*map(len, pictures), *(len(sound) // SOUND_PER_PICTURE for sound in sounds))


def found_among(takes: list[np.ndarray], seed: int = 0) -> dict[str, float]:
    """How pictures find their own music. `takes`: likeness [F, F] each, row i belongs to column i; figures are means over takes, intervals
    and p over pictures (p: as good a mean reciprocal rank when music is dealt out by chance)."""
    rank = [ranks(likeness, np.eye(len(likeness))) for likeness in takes]
    figures = [summary(row) for row in rank]
    found = {name: float(np.mean([figure[name] for figure in figures])) for name in figures[0]}
    found |= {"chance_reciprocal": float(np.mean([(1 / np.arange(1, len(row) + 1)).mean() for row in rank])), "takes": len(takes)}
    low, high = bootstrap_interval(over_takes([row <= 5 for row in rank]))
    found |= {"low": low, "high": high}
    low, high = bootstrap_interval(over_takes([1 / row for row in rank]))
    return found | {"reciprocal_low": low, "reciprocal_high": high, "p": dealt_out_p(takes, seed)}


def over_takes(rows: list[np.ndarray]) -> np.ndarray:
    """Means of each picture over takes; takes of fewer pictures than the first count for none."""
    return np.mean([row for row in rows if len(row) == len(rows[0])], axis=0)


def rank_table(likeness: np.ndarray) -> np.ndarray:
    """[F, F] -> the rank that each music has with each picture, ties in the middle."""
    better = (likeness[:, None, :] > likeness[:, :, None]).sum(2)
    equal = (likeness[:, None, :] == likeness[:, :, None]).sum(2) - 1
    return 1 + better + equal // 2


def dealt_out_p(takes: list[np.ndarray], seed: int) -> float:
    tables = [1 / rank_table(likeness) for likeness in takes if len(likeness) == len(takes[0])]
    table, random = np.mean(tables, axis=0), np.random.default_rng(seed)
    rows = np.arange(len(table))
    dealt = np.array([table[rows, random.permutation(len(table))].mean() for _ in range(PERMUTATIONS)])
    return float((1 + (dealt >= np.diagonal(table).mean() - 1e-12).sum()) / (1 + PERMUTATIONS))


def shuffled(likeness: np.ndarray) -> np.ndarray:
    """The negative control: every picture's own music is another's."""
    return np.roll(likeness, 1 + len(likeness) // 3, axis=1) if len(likeness) > 1 else likeness


def shift_preference(ear: MatchEar, picture: np.ndarray, sound: np.ndarray) -> dict[str, dict[str, float]]:
    """For each part and shift: the share of early and late that the ear likes less than the sound as it stands (0, 0.5 or 1; 0.5 is chance).
    All are stretches of the same sound under the middle of the picture, so nothing is joined; shifts that do not fit are left out."""
    length = min(len(picture), len(sound) // SOUND_PER_PICTURE)
    shifts = [seconds for seconds in SHIFTS_SECONDS if seconds * PICTURE_RATE_HZ <= length / 4]
    if not shifts:
        return {part: {} for part in PARTS}
    margin = round(max(shifts) * PICTURE_RATE_HZ)
    count = length - 2 * margin
    moves = [0, *(sign * round(seconds * PICTURE_RATE_HZ) for seconds in shifts for sign in (-1, 1))]
    sounds = [heard_from(sound, margin + move, count) for move in moves]
    parts = parts_of(ear.likeness([picture[margin : margin + count]], sounds, count)[:, 0])
    return {part: {f"{seconds:g}": preferred(values, 1 + 2 * place) for place, seconds in enumerate(shifts)} for part, values in parts.items()}


def preferred(values: np.ndarray, first: int) -> float:
    """Of values[0] over the two from `first` on; a tie counts half."""
    moved = values[first : first + 2]
    return float(((values[0] > moved) + 0.5 * (values[0] == moved)).mean())


def shift_figures(preferences: list[dict[str, float]]) -> dict[str, dict[str, float]]:
    """One part's preferences of many pictures -> share preferred of each shift, with its interval over pictures."""
    figures = {}
    for seconds in sorted({name for row in preferences for name in row}, key=float):
        shares = np.array([row[seconds] for row in preferences if seconds in row])
        low, high = bootstrap_interval(shares)
        figures[seconds] = {"share": float(shares.mean()), "low": low, "high": high, "n": len(shares)}
    return figures


def tried(ear: MatchEar, examples: list[Example]) -> dict:
    """Figures of the ear on pairs that it was not fitted on."""
    pictures, sounds = [example.pictures[0] for example in examples], [example.sound for example in examples]
    count = common_length(pictures, sounds)
    parts = parts_of(ear.likeness(pictures, sounds, count))
    found = {part: found_among([likeness]) for part, likeness in parts.items()}
    found["shuffled"] = found_among([shuffled(parts["both"])])
    moved = [shift_preference(ear, picture, sound) for picture, sound in zip(pictures, sounds)]
    shifts = {part: shift_figures([row[part] for row in moved]) for part in PARTS}
    return {"found": found, "shifts": shifts, "seconds": count / PICTURE_RATE_HZ}


def recipe_of(session: Session) -> Recipe:
    return QUICK_RECIPE if session.quick else FULL_RECIPE


def recipe_key(recipe: Recipe) -> str:
    """Of all that makes the ear but the pieces and clips: counts, layers, features, loss."""
    return digest([asdict(recipe), [(Path(__file__).parent / name).read_text() for name in SOURCES]])


class TriedEar:
    """The ear of a session and its trial, from the folder of results where they are there. `clips`: file of prepare_clips.py."""

    def __init__(self, session: Session, clips: Path) -> None:
        self.recipe = recipe_of(session)
        self.material = MatchMaterial(self.recipe, clips, session.shared / "material", session.bank, session.ear)
        self.key = digest([recipe_key(self.recipe), self.material.key()])
        self.path = session.shared / f"match-ear-{self.key}.pt"
        self.ear = self._load() or self._fit()
        self.trial = kept(session.shared / "match-trial.json", lambda: tried(self.ear, self.material.test_examples()), self.key)

    def _load(self) -> MatchEar | None:
        if not self.path.exists():
            return None
        ear = MatchEar()
        ear.load_state_dict(torch.load(self.path, weights_only=True))
        return ear.eval()

    def _fit(self) -> MatchEar:
        torch.set_num_threads(1)
        examples = self.material.fit_examples()
        fitting = Fitting([example.pictures for example in examples], [example.sound for example in examples])
        ear, losses = train_ear(fitting, self.recipe.steps, self.recipe.batch, self.recipe.seed)
        print(f"ear of picture and music: loss {np.mean(losses[:20]):.2f} -> {np.mean(losses[-20:]):.2f} in {len(losses)} steps", flush=True)
        torch.save(ear.state_dict(), self.path)
        return ear
