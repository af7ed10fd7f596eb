// The streams of the score family: names, sizes, and what part of the band each stream drives.
// Normative text: docs/score-family.md. Knows nothing of time in seconds, sound or files.

/** Streams in sampling order; a token matrix is [K = 12, T]. */
export const SCORE_STREAMS = [
  { name: 'section', size: 33 },
  { name: 'dynamics', size: 9 },
  { name: 'chord', size: 194 },
  { name: 'kit', size: 18 },
  { name: 'cymbals', size: 11 },
  { name: 'percussion', size: 17 },
  { name: 'bass', size: 39 },
  { name: 'comp', size: 34 },
  { name: 'pad', size: 34 },
  { name: 'arp', size: 18 },
  { name: 'melody', size: 39 },
  { name: 'counter', size: 39 },
] as const;

export const STREAM_INDEX = {
  section: 0,
  dynamics: 1,
  chord: 2,
  kit: 3,
  cymbals: 4,
  percussion: 5,
  bass: 6,
  comp: 7,
  pad: 8,
  arp: 9,
  melody: 10,
  counter: 11,
} as const;

export const STEPS_PER_BEAT = 4;
export const STEPS_PER_BAR = 16;

export const PITCHED_PARTS = ['bass', 'comp', 'pad', 'arp', 'melody', 'counter'] as const;
export type PitchedPart = (typeof PITCHED_PARTS)[number];
export const SCORE_PARTS = ['drums', ...PITCHED_PARTS] as const;
export type ScorePart = (typeof SCORE_PARTS)[number];

export const SECTION_ROLES = [
  'intro',
  'verse',
  'chorus',
  'bridge',
  'break',
  'build',
  'outro',
  'ending',
] as const;
export type SectionRole = (typeof SECTION_ROLES)[number];

/** MIDI pitch of value 2 of the streams that name pitches themselves, for tonic C. */
export const LOWEST_PITCH = { bass: 24, melody: 55, counter: 43 } as const;
