# Beat and downbeat probabilities to beat times: one semi-Markov Viterbi over tempo and place in the bar.
# Mirrored by native-host/src/core/beats/decode-beats.ts, operation by operation; a golden holds both together.
from dataclasses import dataclass

import numpy as np

from .features import FRAME_RATE_HZ

SLOWEST_BPM, FASTEST_BPM = 50.0, 190.0
RANGE_MARGIN = 0.06  # a plan's tempo drifts by up to 4 % around a tempo that is itself in the range
FLOOR = 0.004  # probabilities are trusted down to this and up to 1 - this
MAX_STEP_FRAMES = 4  # largest change from one beat interval to the next
STEP_PRICE = 1.0  # per frame of that change; a steady tempo pays little of it for frames being 20 ms wide
# Per beat: where the octave is in doubt the peaks are lower, and without it the slower tempo would win. Tuned on held-out pieces.
BEAT_REWARD = 0.5
INSIDE_REWARD = 0.08  # per frame between beats: a beat of probability 0.1 still continues the music, silence does not
BAR_SLIP = 6.0  # price of a bar cut short (negative log probability)
TRIPLE_PRICE = 3.0  # price of hearing three in a bar at all
BAR_PRIOR = 0.05  # weight of "one beat in four" against the downbeat probability where nothing is heard
# States of place in the bar: 0-3 of four, 4-6 of three.
POSITIONS = 7
FIRST_OF = np.array([0, 0, 0, 0, 4, 4, 4])
BEATS_OF = np.array([4, 4, 4, 4, 3, 3, 3])
NO_PREDECESSOR = 255


@dataclass(frozen=True)
class DecodedBeats:
    beats_seconds: np.ndarray
    downbeats_seconds: np.ndarray
    confidences: np.ndarray  # beat probability found at each beat
    tempo_bpm: float  # 0 where fewer than two beats were found
    beats_per_bar: int


def interval_range(tempo_range_bpm: tuple[float, float] | None) -> tuple[int, int]:
    slowest, fastest = SLOWEST_BPM, FASTEST_BPM
    if tempo_range_bpm is not None:
        slowest = max(slowest, tempo_range_bpm[0] * (1 - RANGE_MARGIN))
        fastest = min(fastest, tempo_range_bpm[1] * (1 + RANGE_MARGIN))
    shortest = int(np.floor(60 * FRAME_RATE_HZ / fastest))
    return shortest, max(shortest, int(np.ceil(60 * FRAME_RATE_HZ / slowest)))


def bar_scores(beat: np.ndarray, downbeat: np.ndarray) -> np.ndarray:
    """[F, 2]: log odds against one in four that a beat in this frame is a downbeat, and that it is not.

    Against one in four, so that beats whose bars nobody knows cost nothing: else the slowest tempo would win."""
    padded = np.concatenate([[0.0], downbeat, [0.0]])
    heard = np.maximum(np.maximum(padded[:-2], padded[1:-1]), padded[2:])
    chance = (heard + 0.25 * BAR_PRIOR) / (np.maximum(beat, heard) + BAR_PRIOR)
    chance = np.clip(chance, 0.02, 0.98)
    return np.stack([np.log(chance / 0.25), np.log((1 - chance) / 0.75)], axis=1)


def transition_costs(intervals: np.ndarray) -> np.ndarray:
    """[I, 2 * MAX_STEP + 1]: price of coming to interval i from interval i + step."""
    steps = np.arange(-MAX_STEP_FRAMES, MAX_STEP_FRAMES + 1)
    costs = np.tile(STEP_PRICE * np.abs(steps), (len(intervals), 1))
    source = np.arange(len(intervals))[:, None] + steps[None, :]
    costs[(source < 0) | (source >= len(intervals))] = np.inf
    return costs


def forward(beat_log, rest_sums, bars, intervals):
    """Best score of a beat at frame t that ends interval i at place q, [F, I, Q], and its predecessor code."""
    frames, count = len(beat_log), len(intervals)
    costs = transition_costs(intervals)
    steps = np.clip(np.arange(count)[:, None] + np.arange(-MAX_STEP_FRAMES, MAX_STEP_FRAMES + 1), 0, count - 1)
    score = np.full((frames, count, POSITIONS), -np.inf)
    code = np.full((frames, count, POSITIONS), NO_PREDECESSOR, dtype=np.uint8)
    is_first = np.arange(POSITIONS) == FIRST_OF
    last_of = FIRST_OF + BEATS_OF - 1
    before = np.where(is_first, last_of, np.arange(POSITIONS) - 1)
    opening = np.where(FIRST_OF == 4, -TRIPLE_PRICE, 0.0)
    for t in range(frames):
        place = np.where(is_first, bars[t, 0], bars[t, 1])
        start = rest_sums[t] + beat_log[t] + opening + place
        score[t] = start
        usable = np.flatnonzero(intervals <= t)
        if len(usable) == 0:
            continue
        reached = t - intervals[usable]
        options = score[reached[:, None], steps[usable]] - costs[usable][:, :, None]  # [I, steps, Q]
        step = options.argmax(axis=1)
        best = np.take_along_axis(options, step[:, None], axis=1)[:, 0]
        gain = rest_sums[t] - rest_sums[reached + 1] + INSIDE_REWARD * intervals[usable] + beat_log[t]
        for q in range(POSITIONS):
            source, value = np.full(len(usable), before[q]), best[:, before[q]]
            if is_first[q]:
                for other in range(q, last_of[q]):
                    better = best[:, other] - BAR_SLIP > value
                    source, value = np.where(better, other, source), np.where(better, best[:, other] - BAR_SLIP, value)
            total = gain + value + place[q]
            better = total > start[q]
            score[t, usable[better], q] = total[better]
            code[t, usable[better], q] = (step[np.arange(len(usable)), source] * POSITIONS + source)[better]
    return score, code


def backtrack(score, code, rest_sums, intervals):
    """Frames and places of the best path, first to last."""
    frames = len(score)
    ends = score.reshape(frames, -1) + (rest_sums[frames] - rest_sums[1:])[:, None]
    t, state = divmod(int(ends.argmax()), score.shape[1] * POSITIONS)
    i, q = divmod(state, POSITIONS)
    path = [(t, q)]
    while code[t, i, q] != NO_PREDECESSOR:
        step, q_before = divmod(int(code[t, i, q]), POSITIONS)
        t, i, q = t - int(intervals[i]), i + step - MAX_STEP_FRAMES, q_before
        path.append((t, q))
    return np.array(path[::-1])


def refine(beat: np.ndarray, frame: int) -> float:
    """Sub-frame place of the peak at or beside `frame`: vertex of the parabola through three log probabilities."""
    near = [index for index in (frame, frame - 1, frame + 1) if 0 <= index < len(beat)]
    peak = max(near, key=lambda index: beat[index])
    if peak == 0 or peak == len(beat) - 1 or beat[peak] < 0.05:
        return float(frame)
    left, centre, right = np.log(np.maximum(beat[peak - 1 : peak + 2], 1e-4))
    bend = left - 2 * centre + right
    return peak if bend >= -1e-9 else peak + min(0.5, max(-0.5, 0.5 * (left - right) / bend))


def global_tempo(beats_seconds: np.ndarray) -> float:
    """Median over all stretches of eight beats (or all there are), in BPM."""
    if len(beats_seconds) < 2:
        return 0.0
    span = min(8, len(beats_seconds) - 1)
    return float(60 * span / np.median(beats_seconds[span:] - beats_seconds[:-span]))


def decode_beats(activations: np.ndarray, tempo_range_bpm: tuple[float, float] | None = None) -> DecodedBeats:
    """Probabilities [F, 2] at 50 frames/s -> beats. The range is a style's or a user's, never a plan's tempo."""
    activations = np.asarray(activations, dtype=np.float64)
    beat, downbeat = activations[:, 0], activations[:, 1]
    if len(beat) == 0 or beat.max() < 0.05:
        return DecodedBeats(np.zeros(0), np.zeros(0), np.zeros(0), 0.0, 4)
    shortest, longest = interval_range(tempo_range_bpm)
    intervals = np.arange(shortest, longest + 1)
    clipped = np.clip(beat, FLOOR, 1 - FLOOR)
    rest_sums = np.concatenate([[0.0], np.cumsum(np.log(1 - clipped))])
    score, code = forward(np.log(clipped) + BEAT_REWARD, rest_sums, bar_scores(beat, downbeat), intervals)
    path = backtrack(score, code, rest_sums, intervals)
    frames, places = path[:, 0], path[:, 1]
    seconds = np.array([refine(beat, int(frame)) for frame in frames]) / FRAME_RATE_HZ
    is_downbeat = places == FIRST_OF[places]
    return DecodedBeats(seconds, seconds[is_downbeat], beat[frames], global_tempo(seconds), int(BEATS_OF[places[0]]))
