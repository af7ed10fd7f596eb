// Which key of which drum instrument a drum hit strikes, and how hard. General MIDI keys (RP-024, percussion map).
// Knows no time and no gains.
import type { DrumHit } from './decode-tokens.js';
import type { DrumVoice } from './instruments.js';

export type DrumStroke = { voice: DrumVoice; key: number; velocity: number };

const kit = (key: number, velocity: number): DrumStroke => ({ voice: 'kit', key, velocity });

/** Velocities agree with models/drum-map.json, which renders training audio, so that both sound alike. */
const STROKES: Record<Exclude<DrumHit, 'timpani' | 'reverse-swell'>, DrumStroke[]> = {
  'kick-soft': [kit(36, 74)],
  'kick-hard': [kit(36, 108)],
  'snare-ghost': [kit(38, 34)],
  'snare-hit': [kit(38, 92)],
  'snare-accent': [kit(38, 116)],
  'snare-side-stick': [kit(37, 84)],
  'snare-clap': [kit(39, 98)],
  'closed-hat-soft': [kit(42, 48)],
  'closed-hat': [kit(42, 74)],
  'closed-hat-accent': [kit(42, 100)],
  'open-hat': [kit(46, 88)],
  'pedal-hat': [kit(44, 70)],
  ride: [kit(51, 78)],
  'ride-bell': [kit(53, 88)],
  crash: [kit(49, 108)],
  china: [kit(52, 108)],
  'shaker-soft': [kit(70, 50)],
  'shaker-accent': [kit(70, 88)],
  tambourine: [kit(54, 80)],
  'low-tom': [kit(41, 96)],
  'mid-tom': [kit(45, 96)],
  'high-tom': [kit(48, 96)],
  taiko: [{ voice: 'taiko', key: 48, velocity: 118 }],
  'high-conga': [kit(62, 82)],
  'low-conga': [kit(64, 88)],
  bongo: [kit(60, 84)],
  cowbell: [kit(56, 80)],
  'wood-block': [kit(76, 78)],
  triangle: [kit(81, 70)],
  'finger-snap': [kit(39, 64)],
  impact: [
    { voice: 'taiko', key: 41, velocity: 122 },
    { voice: 'orchestra', key: 36, velocity: 122 }, // concert bass drum
  ],
};

/** Lowest timpani note; the drum sounds the chord's root in the octave above it. */
const LOWEST_TIMPANI_KEY = 38;

/** Bass drum and snare have the same keys in the orchestra kit; its other keys are timpani where a drum kit has cymbals. */
const ORCHESTRAL_KEYS = [36, 38];

/** Strokes of a hit. `chordRoot` (0..11, transposed) tunes the timpani; a reverse swell is timed by the performer. */
export function drumStrokes(
  hit: Exclude<DrumHit, 'reverse-swell'>,
  { chordRoot, isOrchestral }: { chordRoot: number; isOrchestral: boolean },
): DrumStroke[] {
  if (hit === 'timpani') {
    const key = LOWEST_TIMPANI_KEY + ((((chordRoot - LOWEST_TIMPANI_KEY) % 12) + 12) % 12);
    return [{ voice: 'timpani', key, velocity: 110 }];
  }
  if (!isOrchestral) return STROKES[hit];
  return STROKES[hit].map((stroke) =>
    ORCHESTRAL_KEYS.includes(stroke.key) ? { ...stroke, voice: 'orchestra' } : stroke,
  );
}

/** Every kit key that a hit can strike, for the bank builder. */
export function usedKitKeys(voice: 'kit' | 'orchestra'): number[] {
  const keys = Object.values(STROKES).flatMap((strokes) =>
    strokes.filter((stroke) => stroke.voice === voice),
  );
  const shared = voice === 'orchestra' ? ORCHESTRAL_KEYS : [];
  return [...new Set([...keys.map((stroke) => stroke.key), ...shared])].sort((a, b) => a - b);
}
