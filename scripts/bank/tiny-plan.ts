// Which few recordings stand for every preset in the bank of the debug bundle: right in pitch and attack, not in colour.
// Knows programs only.
import { isDecaying } from '../../native-host/src/core/score/instruments.js';
import type { PresetNeed } from './bank-plan.js';

const VIBRAPHONE = 11;
const SYNTH_BASS = 38;
const CLARINET = 71;

/** Kits share one; its keys thin out to those that carry the beat, the others take their nearest neighbour's place. */
export const TINY_KIT = 0;
export const TINY_KIT_KEYS = [36, 37, 38, 42, 46, 49];

/** Program of the source that plays a need in the tiny bank. */
export function tinyStandIn({ program }: PresetNeed): number {
  if (program >= 32 && program < 40) return SYNTH_BASS;
  if ([47, 116, 119].includes(program)) return program;
  return isDecaying(program) ? VIBRAPHONE : CLARINET;
}
