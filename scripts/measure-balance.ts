// Renders the golden pieces with stems and compares how loud each part stands in its mix with the target of its style:
//   tsx scripts/measure-balance.ts [--bank FILE] [--styles FILE] [--only STYLE] [--wav FOLDER] [--palette 0..3]
// Prints the balance, peak, width, DC and noise, and the seconds of CPU for a second of music.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { dbFromGain } from '../native-host/src/core/audio/decibels.js';
import { integratedLoudness } from '../native-host/src/core/audio/loudness.js';
import { masterMusic } from '../native-host/src/core/audio/master.js';
import { MemoryCurve, MemorySound, type StereoSignal } from '../native-host/src/core/audio/signal.js';
import { ScoreDecoder } from '../native-host/src/core/score/decode-tokens.js';
import { listInstruments } from '../native-host/src/core/score/instruments.js';
import { mixerSound } from '../native-host/src/core/score/mix-sound.js';
import { Performer } from '../native-host/src/core/score/performance.js';
import { SCORE_PARTS, type ScorePart } from '../native-host/src/core/score/score-streams.js';
import { parseScoreStyles, styleById } from '../native-host/src/core/score/styles.js';
import { loadBank } from '../native-host/src/sampler/load-bank.js';
import { ScoreRenderer } from '../native-host/src/sampler/score-renderer.js';
import { TARGET_BALANCE_LU } from './bank/target-balance.js';

type Piece = {
  style: string;
  tempoBpm: number;
  tonicSemitones: number;
  barPhase: number;
  endingStep: number;
  accents: number[];
  energies: number[];
  tokens: number[][];
};

const { values } = parseArgs({
  options: {
    bank: { type: 'string', default: 'models/bundles/small/instruments.sf3' },
    styles: { type: 'string', default: 'models/styles.json' },
    pieces: { type: 'string', default: 'test/goldens/score-decode.json' },
    only: { type: 'string' },
    palette: { type: 'string' },
    wav: { type: 'string' },
  },
});

const styles = parseScoreStyles(JSON.parse(await readFile(values.styles, 'utf8')));
const bank = await loadBank(values.bank);

function mastered(mix: MemorySound, stems: MemorySound[], durationSeconds: number) {
  const levels = masterMusic({ mix, stems, durationSeconds, envelope: new MemoryCurve() });
  const finished = (sound: MemorySound) => sound.read(0, levels.samples);
  return { ...levels, mix: finished(mix), stems: stems.map(finished) };
}

function render(piece: Piece): { result: ReturnType<typeof mastered>; cpuShare: number } {
  const style = styleById(styles, piece.style);
  const stepSeconds = 15 / piece.tempoBpm;
  const count = piece.tokens.length;
  const durationSeconds = count * stepSeconds;
  const plan = {
    timesSeconds: Float64Array.from({ length: count + 1 }, (_, step) => step * stepSeconds),
    accents: piece.accents,
    barPhases: piece.tokens.map((_, step) => (step + piece.barPhase) % 16),
    energies: piece.energies,
    endingStep: piece.endingStep,
  };
  const before = process.cpuUsage();
  const performer = new Performer({ plan, style, styles, seed: 1 });
  const decoder = new ScoreDecoder(piece.tonicSemitones);
  const job = {
    instruments: listInstruments(style, styles),
    mixer: mixerSound(style, styles, stepSeconds),
    durationSeconds,
    endingFadeSeconds: performer.endingFadeSeconds,
    sampleRateHz: 48_000,
    stems: true,
  };
  const mix = new MemorySound();
  const stems = SCORE_PARTS.map(() => new MemorySound());
  const renderer = new ScoreRenderer(bank, job, { mix, stems });
  for (const column of piece.tokens) renderer.push(performer.push(decoder.push(withPalette(column))));
  renderer.push(performer.end());
  renderer.finish();
  const used = process.cpuUsage(before);
  return {
    result: mastered(mix, stems, durationSeconds),
    cpuShare: (used.user + used.system) / 1e6 / durationSeconds,
  };
}

function withPalette(column: number[]): number[] {
  const section = column[0] ?? 0;
  if (values.palette === undefined || section === 0) return column;
  return [4 * ((section - 1) >> 2) + 1 + Number(values.palette), ...column.slice(1)];
}

function correlation([left, right]: StereoSignal): number {
  let both = 0;
  let leftPower = 0;
  let rightPower = 0;
  for (let i = 0; i < left.length; i += 1) {
    const a = left[i] ?? 0;
    const b = right[i] ?? 0;
    both += a * b;
    leftPower += a * a;
    rightPower += b * b;
  }
  return both / Math.sqrt(leftPower * rightPower || 1);
}

async function saveWav(file: string, [left, right]: StereoSignal): Promise<void> {
  const bytes = Buffer.alloc(44 + 4 * left.length);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  for (const [offset, value] of [
    [16, 16],
    [24, 48_000],
    [28, 192_000],
  ] as const)
    bytes.writeUInt32LE(value, offset);
  for (const [offset, value] of [
    [20, 1],
    [22, 2],
    [32, 4],
    [34, 16],
  ] as const)
    bytes.writeUInt16LE(value, offset);
  bytes.write('data', 36);
  bytes.writeUInt32LE(bytes.length - 44, 40);
  for (let i = 0; i < left.length; i += 1) {
    bytes.writeInt16LE(Math.round(32_767 * (left[i] ?? 0)), 44 + 4 * i);
    bytes.writeInt16LE(Math.round(32_767 * (right[i] ?? 0)), 46 + 4 * i);
  }
  await writeFile(file, bytes);
}

function describePart(part: ScorePart, style: string, loudness: number): string {
  if (loudness < -50) return `${part} -`.padEnd(22);
  const target = TARGET_BALANCE_LU[style]?.[part] ?? 0;
  const off = loudness - target;
  return `${part} ${loudness.toFixed(1)} (${off > 0 ? '+' : ''}${off.toFixed(1)})`.padEnd(22);
}

const { pieces } = JSON.parse(await readFile(values.pieces, 'utf8')) as { pieces: Piece[] };
for (const piece of pieces) {
  if (values.only && piece.style !== values.only) continue;
  const { result, cpuShare } = render(piece);
  const parts = SCORE_PARTS.map((part) => {
    const stem = result.stems[SCORE_PARTS.indexOf(part)]!;
    const loudness = integratedLoudness(stem) - result.loudnessLufs;
    return describePart(part, piece.style, loudness);
  });
  const facts = [
    `${result.loudnessLufs.toFixed(1)} LUFS`,
    `${result.truePeakDbtp.toFixed(1)} dBTP`,
    `L/R ${correlation(result.mix).toFixed(2)}`,
    `end ${dbFromGain(Math.max(1e-9, ...result.mix[0].slice(-480).map(Math.abs))).toFixed(0)} dB`,
    `cpu ${cpuShare.toFixed(3)}`,
  ];
  console.log(`${piece.style.padEnd(10)} ${parts.join(' ')} | ${facts.join('  ')}`);
  if (values.wav) {
    await mkdir(values.wav, { recursive: true });
    await saveWav(path.join(values.wav, `${piece.style}-${values.palette ?? 'own'}.wav`), result.mix);
  }
}
