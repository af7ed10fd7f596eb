// Which presets and keys of a General MIDI sound font the styles need, and how far each may be thinned out.
// Knows styles.json and the ranges of the token streams; no sound font format.
import { PERCUSSION_PROGRAMS } from '../../native-host/src/core/score/instruments.js';
import { usedKitKeys } from '../../native-host/src/core/score/drum-map.js';
import { PITCHED_PARTS, type PitchedPart } from '../../native-host/src/core/score/score-streams.js';
import type { ScoreStyles } from '../../native-host/src/core/score/styles.js';

export type PresetNeed = {
  kind: 'melodic' | 'kit';
  program: number;
  keys: Set<number>;
  /** Adjacent recordings of which one is kept; 1 keeps all. */
  keepOneOf: number;
  /** The same for recordings that only the hardest strokes reach. */
  keepLoudOneOf: number;
};

/** MIDI keys of each part: docs/score-family.md, transposed by -5..+6, without octaves that no style's music visits. */
const PART_KEYS: Record<PitchedPart, [low: number, high: number]> = {
  bass: [24, 62],
  comp: [34, 85],
  pad: [34, 85],
  arp: [43, 98],
  melody: [50, 97],
  counter: [38, 85],
};

/** The font's large multi-sampled presets have a recording for every second or third semitone, twice what the ear needs. */
const KEEP_ONE_OF: Record<number, number> = { 0: 2, 44: 2, 45: 3, 48: 2, 49: 2, 89: 2 };

function range(low: number, high: number): number[] {
  return Array.from({ length: high - low + 1 }, (_, index) => low + index);
}

function addNeed(
  needs: Map<string, PresetNeed>,
  kind: PresetNeed['kind'],
  program: number,
  keys: number[],
): void {
  const id = `${kind}-${program}`;
  const keepOneOf = kind === 'melodic' ? (KEEP_ONE_OF[program] ?? 1) : 1;
  const keepLoudOneOf = keepOneOf > 1 ? 2 * keepOneOf : 1;
  const need = needs.get(id) ?? { kind, program, keys: new Set<number>(), keepOneOf, keepLoudOneOf };
  for (const key of keys) need.keys.add(key);
  needs.set(id, need);
}

export function presetNeeds(styles: ScoreStyles): PresetNeed[] {
  const needs = new Map<string, PresetNeed>();
  for (const style of styles.styles) {
    addNeed(needs, 'kit', style.drumKit, usedKitKeys('kit'));
    for (const palette of style.palettes)
      for (const part of PITCHED_PARTS) addNeed(needs, 'melodic', palette[part], range(...PART_KEYS[part]));
  }
  addNeed(needs, 'kit', PERCUSSION_PROGRAMS.orchestra.program, usedKitKeys('orchestra'));
  addNeed(needs, 'melodic', PERCUSSION_PROGRAMS.taiko.program, range(36, 60));
  addNeed(needs, 'melodic', PERCUSSION_PROGRAMS.timpani.program, range(36, 55));
  addNeed(needs, 'melodic', PERCUSSION_PROGRAMS.reverse.program, range(36, 120));
  return [...needs.values()];
}
