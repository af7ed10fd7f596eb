"""Owns obedience to hit points and the ending: what is struck on an accent in each style's language, gaps and swells
before it, the final attack. Edits token rows that the parts have written; must not compose lines."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from ..score.streams import CYMBAL, HOLD, LOWEST_PITCH, PERCUSSION, REST, STREAM, arp_pitch, chord_pitch_classes
from .comping import arp_base
from .melody import ladder, nearest

KIT_ROW, CYMBAL_ROW, PERCUSSION_ROW = STREAM["kit"], STREAM["cymbals"], STREAM["percussion"]
HARD, SOFT = 2, 1
# Per style and strength: choices of (kick, snare, cymbal, percussion); None keeps what the groove has.
LANGUAGE = {
    "ambient": {
        1: ((SOFT, None, "bell", None), (None, None, None, "triangle"), (SOFT, None, None, "taiko"), (None, None, "bell", "triangle")),
        2: ((HARD, None, "crash", "impact"), (HARD, None, "crash", None), (SOFT, None, "bell", "impact")),
    },
    "cinematic": {
        1: ((HARD, None, None, "taiko"), (HARD, None, "crash", "taiko"), (None, 3, None, "taiko"), (HARD, None, None, "timpani")),
        2: ((HARD, None, "crash", "impact"), (HARD, 3, "crash", "taiko"), (HARD, None, "china", "impact"), (HARD, None, "crash", "timpani")),
    },
    "lofi": {
        1: ((HARD, None, "open", None), (HARD, None, "bell", None), (HARD, None, None, "snap"), (HARD, 2, "open", None)),
        2: ((HARD, None, "crash", None), (HARD, None, "crash", "impact"), (HARD, 3, "crash", None)),
    },
    "house": {
        1: ((HARD, 5, "open", None), (HARD, None, "open", "cowbell"), (HARD, 5, "crash", None), (HARD, 5, None, None)),
        2: ((HARD, 5, "crash", None), (HARD, None, "crash", "impact"), (HARD, 3, "crash", "impact")),
    },
    "folk": {
        1: ((HARD, 5, None, "tambourine"), (HARD, None, None, "tambourine"), (HARD, 4, None, None), (HARD, None, "bell", None)),
        2: ((HARD, 5, "crash", "tambourine"), (HARD, None, "crash", "low-tom"), (HARD, 2, "crash", None)),
    },
    "rock": {
        1: ((HARD, 3, "crash", None), (HARD, None, "crash", None), (HARD, 3, "open", None), (HARD, None, "china", None)),
        2: ((HARD, 3, "crash", None), (HARD, None, "crash", "low-tom"), (HARD, 3, "china", None)),
    },
    "hiphop": {
        1: ((HARD, 5, None, None), (HARD, None, "open", "snap"), (HARD, 3, "open", None), (HARD, None, None, "cowbell")),
        2: ((HARD, None, "crash", "impact"), (HARD, 5, "crash", None), (HARD, 3, "crash", "impact")),
    },
    "piano": {1: ((None, None, None, None),), 2: ((None, None, None, None), (None, None, None, "timpani"), (None, None, "bell", None))},
}  # fmt: skip


@dataclass
class Texture:
    """What the parts used, so that an extra strike sounds like them."""

    chord_at: list[int]
    chords: list[tuple[int, int]]
    comp_values: dict[int, int]
    pad_values: dict[int, int]
    bass_range: tuple[int, int]
    arp_centre: float
    melody_range: tuple[int, int]
    levels: list[int]  # dynamics level per bar


def state_at(row: list[int], step: int) -> int:
    """Token in force just before `step`: REST, or the onset that sounds."""
    for earlier in range(step - 1, -1, -1):
        if row[earlier] != HOLD:
            return row[earlier]
    return REST


def strike(rows, part: str, step: int, value: int, hold_steps: int) -> None:
    """Onset that does not outlive `hold_steps` if the part was silent, so an accent adds no drone."""
    row = rows[STREAM[part]]
    was_silent = state_at(row, step) == REST
    row[step] = value
    stop = step + hold_steps
    if was_silent and stop < len(row) and all(token == HOLD for token in row[step + 1 : stop + 1]):
        row[stop] = REST


def bass_value(texture: Texture, step: int, before: int) -> int:
    """The root in the octave where the line is; `before` is the token in force, a rest at the start."""
    root = texture.chords[texture.chord_at[step]][0]
    low, high = texture.bass_range
    middle = (low + high) / 2 - 3
    target = middle if before <= REST else 0.7 * (before - 2 + LOWEST_PITCH["bass"]) + 0.3 * middle
    pitch = nearest([p for p in range(low, high + 1) if p % 12 == root], target)
    return pitch - LOWEST_PITCH["bass"] + 2


def obey_accents(rows, accents, style: str, texture: Texture, dice: Random, energy: list[int], first: int, ending: int) -> None:
    steps = [step for step in range(first, ending) if accents[step]]
    for index, step in enumerate(steps):
        strength = int(accents[step])
        gap_before = step - (steps[index - 1] if index else first - 16)
        if strength == 2 and gap_before > 8:
            _prepare(rows, step, style, dice, energy[step // 16], first)
        _hit_drums(rows, step, strength, style, dice, energy[step // 16])
        _hit_pitched(rows, step, strength, style, texture, dice, energy[step // 16])
        _swell_level(rows, step, strength, texture, dice, steps[index + 1] if index + 1 < len(steps) else ending)


def _prepare(rows, step: int, style: str, dice: Random, energy: int, first: int) -> None:
    """Before a strong hit: a reverse swell, or half a beat of air."""
    pick = dice.random()
    if pick < 0.3 and step - 4 >= first and style != "piano":
        length = dice.choice((4, 4, 8))
        if step - length >= first:
            rows[CYMBAL_ROW][step - length] = CYMBAL["swell"]
    elif pick < 0.5 and energy >= 4:
        length = dice.choice((1, 2, 2))
        for back in range(1, length + 1):
            if step - back >= first and (step - back) % 4:
                for row in (KIT_ROW, CYMBAL_ROW, PERCUSSION_ROW):
                    rows[row][step - back] = 0
        start = step - length
        if start > first:
            for part in ("comp", "bass", "arp"):
                row = rows[STREAM[part]]
                if state_at(row, start) != REST and start % 4:
                    row[start] = REST
                    for between in range(start + 1, step):
                        row[between] = HOLD


def _hit_drums(rows, step: int, strength: int, style: str, dice: Random, energy: int) -> None:
    kick, snare, cymbal, percussion = dice.choice(LANGUAGE[style][strength])
    old_kick, old_snare = divmod(rows[KIT_ROW][step], 6)
    if kick == HARD and energy <= 1 and strength == 1:
        kick = SOFT
    kick = max(kick or 0, old_kick)
    snare = old_snare if snare is None else max(snare, old_snare if old_snare < 4 else 0)
    rows[KIT_ROW][step] = 6 * kick + snare
    if cymbal:
        rows[CYMBAL_ROW][step] = CYMBAL[cymbal]
    if percussion:
        rows[PERCUSSION_ROW][step] = PERCUSSION[percussion]


def _hit_pitched(rows, step: int, strength: int, style: str, texture: Texture, dice: Random, energy: int) -> None:
    chord = texture.chord_at[step]
    bell = style == "ambient"
    strikes = {
        "comp": lambda: strike(rows, "comp", step, texture.comp_values[chord] + 2, 4 if not bell else 12),
        "pad": lambda: strike(rows, "pad", step, texture.pad_values[chord] + 2, 12),
        "bass": lambda: strike(rows, "bass", step, bass_value(texture, step, state_at(rows[STREAM["bass"]], step)), 6),
        "arp": lambda: strike(rows, "arp", step, 2 + _arp_value(texture, step), 4),
        "melody": lambda: _strike_melody(rows, step, strength, texture),
    }
    sounding = {part: state_at(rows[STREAM[part]], step) != REST or rows[STREAM[part]][step] > REST for part in strikes}
    wanted = {part for part in ("comp", "bass") if sounding[part]}
    if sounding["melody"] and (strength == 2 or dice.random() < 0.6):
        wanted.add("melody")
    if style in ("ambient", "piano", "cinematic") and (sounding["pad"] or strength == 2) and dice.random() < 0.6:
        wanted.add("pad")
    if style in ("ambient", "piano", "folk") and sounding["arp"]:
        wanted.add("arp")
    need = 2 if strength == 1 else 3
    for part in ("bass", "comp", "pad", "arp"):
        if len(wanted) >= need:
            break
        if part != "pad" or style in ("ambient", "cinematic", "piano"):
            wanted.add(part)
    for part in sorted(wanted):
        strikes[part]()


def _arp_value(texture: Texture, step: int) -> int:
    return arp_base(texture.chords[texture.chord_at[step]], texture.arp_centre)


def _strike_melody(rows, step: int, strength: int, texture: Texture) -> None:
    row = rows[STREAM["melody"]]
    current = row[step] if row[step] > REST else state_at(row, step)
    if current <= REST:
        return
    low, high = texture.melody_range
    tones = ladder(chord_pitch_classes(*texture.chords[texture.chord_at[step]]), low, high)
    target = current - 2 + LOWEST_PITCH["melody"] + (2 if strength == 2 else 0)
    row[step] = nearest(tones, target) - LOWEST_PITCH["melody"] + 2


def _swell_level(rows, step: int, strength: int, texture: Texture, dice: Random, next_hit: int) -> None:
    if strength == 1 and dice.random() < 0.2:
        return
    row, base = rows[STREAM["dynamics"]], texture.levels[step // 16]
    row[step] = min(8, base + strength)
    back = min(step + 4 - step % 4, next_hit)
    if back < next_hit and row[back] == 0:
        row[back] = texture.levels[back // 16]


def write_ending(rows, ending: int, style: str, texture: Texture, dice: Random, energy: int, mode: int, level: int) -> None:
    """The final attack on the tonic; nothing is struck after it."""
    for row in rows:
        for step in range(ending + 1, len(row)):
            row[step] = HOLD
    chord = texture.chord_at[ending]
    rows[STREAM["bass"]][ending] = bass_value(texture, ending, REST)
    rows[STREAM["comp"]][ending] = texture.comp_values[chord] + 2
    for part in ("arp", "counter"):
        rows[STREAM[part]][ending] = REST
    if style in ("ambient", "cinematic", "folk", "piano", "lofi") or energy >= 9:
        rows[STREAM["pad"]][ending] = texture.pad_values[chord] + 2
    else:
        rows[STREAM["pad"]][ending] = REST
    melody = rows[STREAM["melody"]]
    if state_at(melody, ending) != REST or dice.random() < 0.5:
        before = next((melody[s] for s in range(ending - 1, -1, -1) if melody[s] > REST), 12)
        low, high = texture.melody_range
        classes = chord_pitch_classes(*texture.chords[chord])[:2] if dice.random() < 0.35 else (0,)
        tones = ladder(tuple(sorted(classes)), low, high)
        melody[ending] = nearest(tones, before - 2 + LOWEST_PITCH["melody"]) - LOWEST_PITCH["melody"] + 2
    if style in ("ambient", "folk", "piano") and dice.random() < 0.6:
        rows[STREAM["arp"]][ending] = 2 + _arp_value(texture, ending)
    _hit_drums(rows, ending, 2 if energy >= 5 else 1, style, dice, energy)
    rows[STREAM["dynamics"]][ending] = level


def pulse_gaps(rows, first: int, ending: int, energy: list[int]) -> list[int]:
    """Beats without any onset; in bars of energy 1 and 2 beats 1 and 3 are enough, at 0 the bar line."""
    spacing = [16, 8, 8] + [4] * 13
    return [
        step for step in range(first + (-first) % 4, ending, 4)
        if step % spacing[energy[step // 16]] == 0
        and not any(rows[k][step] for k in (KIT_ROW, CYMBAL_ROW, PERCUSSION_ROW))
        and not any(rows[k][step] > REST for k in range(STREAM["bass"], len(rows)))
    ]  # fmt: skip


def keep_pulse(rows, first: int, ending: int, energy: list[int], texture: Texture, has_drums: list[bool], dice: Random) -> None:
    soft_pulse = dice.choice((CYMBAL["closed-soft"], CYMBAL["pedal"]))
    for step in pulse_gaps(rows, first, ending, energy):
        if has_drums[step // 16]:
            rows[CYMBAL_ROW][step] = soft_pulse
        elif state_at(rows[STREAM["bass"]], step) != REST and step % 8 == 0:
            rows[STREAM["bass"]][step] = state_at(rows[STREAM["bass"]], step)
        else:
            base = _arp_value(texture, step)
            pitch_count = 3 if arp_pitch(*texture.chords[texture.chord_at[step]], base + 2) < texture.arp_centre + 12 else 2
            strike(rows, "arp", step, 2 + base + dice.randrange(pitch_count), 4)
