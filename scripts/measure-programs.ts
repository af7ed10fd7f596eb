// Measures how loud each program of a bank is in each part it plays, and writes the corrections into styles.json, so that
// every palette of a style has the same balance:
//   tsx scripts/measure-programs.ts --bank models/bundles/small/instruments.sf3 [--styles models/styles.json] [--write]
// Each program plays a phrase as its part would (register, note lengths, chords), dry, at velocity 78.
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { integratedLoudness } from '../native-host/src/core/audio/loudness.js';
import type { StereoBlock } from '../native-host/src/core/audio/part-mixer.js';
import type { Instrument } from '../native-host/src/core/score/instruments.js';
import { PITCHED_PARTS, SCORE_PARTS, type PitchedPart } from '../native-host/src/core/score/score-streams.js';
import { parseScoreStyles, type ScoreStyles } from '../native-host/src/core/score/styles.js';
import { loadBank } from '../native-host/src/sampler/load-bank.js';
import { PartSynth } from '../native-host/src/sampler/part-synth.js';

const RATE_HZ = 48_000;
const VELOCITY = 78;
/** Every phrase is brought to this loudness; the parts' gains set the balance from there. */
const REFERENCE_LUFS = -24;
/** More than this means that the program cannot carry the part; it is better replaced. */
const LARGEST_CORRECTION_DB = 14;

/** What a part typically plays at 96 bpm: chords as MIDI keys, each lasting so many seconds. */
const PHRASES: Record<PitchedPart, { chords: number[][]; noteSeconds: number }> = {
  bass: { chords: [[36], [36], [41], [43], [33], [36]], noteSeconds: 0.6 },
  comp: {
    chords: [
      [52, 55, 60],
      [53, 57, 60],
      [50, 55, 59],
      [52, 57, 60],
    ],
    noteSeconds: 0.9,
  },
  pad: {
    chords: [
      [52, 55, 60],
      [53, 57, 60],
    ],
    noteSeconds: 2.2,
  },
  arp: { chords: [48, 55, 60, 64, 67, 72, 67, 64, 60, 55].map((key) => [key]), noteSeconds: 0.32 },
  melody: { chords: [[67], [69], [72], [76], [74], [71]], noteSeconds: 0.6 },
  counter: { chords: [[60], [62], [64]], noteSeconds: 1.2 },
};

type Row = { part: PitchedPart; program: number; gainDb: number };

function rowsOf(styles: ScoreStyles): Row[] {
  const rows = new Map<string, Row>();
  for (const { palettes } of styles.styles)
    for (const palette of palettes)
      for (const part of PITCHED_PARTS) {
        const program = palette[part];
        rows.set(`${part}/${program}`, { part, program, gainDb: 0 });
      }
  return [...rows.values()].sort(
    (a, b) => PITCHED_PARTS.indexOf(a.part) - PITCHED_PARTS.indexOf(b.part) || a.program - b.program,
  );
}

type Bank = Awaited<ReturnType<typeof loadBank>>;

function phraseLoudness(bank: Bank, { part, program }: Row): number {
  const instrument: Instrument = { part, program, kind: 'melodic', gainDb: 0, pan: 0 };
  const synth = new PartSynth(bank, [instrument], RATE_HZ);
  const { chords, noteSeconds } = PHRASES[part];
  const noteSamples = Math.round(noteSeconds * RATE_HZ);
  const samples = noteSamples * chords.length;
  const blocks = SCORE_PARTS.map((): StereoBlock => [new Float32Array(samples), new Float32Array(samples)]);
  for (const [index, keys] of chords.entries()) {
    for (const key of chords[index - 1] ?? [])
      synth.play({ kind: 'note-off', timeSeconds: 0, instrument: 0, key });
    for (const key of keys)
      synth.play({ kind: 'note-on', timeSeconds: 0, instrument: 0, key, velocity: VELOCITY });
    synth.render(blocks, index * noteSamples, noteSamples);
  }
  return integratedLoudness(blocks[SCORE_PARTS.indexOf(part)] as StereoBlock);
}

const { values } = parseArgs({
  options: {
    bank: { type: 'string', default: 'models/bundles/small/instruments.sf3' },
    styles: { type: 'string', default: 'models/styles.json' },
    write: { type: 'boolean', default: false },
  },
});

const text = await readFile(values.styles, 'utf8');
const bank = await loadBank(values.bank);
const corrections: ScoreStyles['programGainDb'] = {};
for (const row of rowsOf(parseScoreStyles(JSON.parse(text)))) {
  const loudness = phraseLoudness(bank, row);
  const gainDb = Math.max(-LARGEST_CORRECTION_DB, Math.min(LARGEST_CORRECTION_DB, REFERENCE_LUFS - loudness));
  const rounded = Math.round(gainDb * 10) / 10;
  (corrections[row.part] ??= {})[row.program] = rounded;
  console.log(
    `${row.part.padEnd(8)} program ${String(row.program).padStart(3)}  ${loudness.toFixed(1)} LUFS  ${rounded} dB`,
  );
}
if (values.write) {
  const lines = Object.entries(corrections).map(([part, gains]) => `    "${part}": ${JSON.stringify(gains)}`);
  const block = `"programGainDb": {\n${lines.join(',\n')}\n  }`;
  await writeFile(values.styles, text.replace(/"programGainDb": \{(?:[^{}]|\{[^{}]*\})*\}/, block));
}
