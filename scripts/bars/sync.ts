// npm run bars:sync -- CLIP_FOLDER [--count N]: do the beats that are heard fall on the cuts? Films with known cuts, sync 100,
// against chance, and against the same music under the cuts of another film (must fall to chance).
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ScoreResult } from '@framescore/contract';
import { judgeSync, type HeardSync } from '../../native-host/dist/core/sync/judge-sync.js';
import { monoSource } from '../../native-host/dist/core/sync/onset-envelope.js';
import { readWavMono } from './read-wav.js';
import { planMontage, renderMontage, type MontageKind } from './montage.js';
import { runScore } from './run-score.js';
import { number, table } from './table.js';

const HIT_SECONDS = 0.07;
const MONTAGE_SECONDS = 30;
/** Cuts this near to the ends are trivial: the music begins and ends there. */
const EDGE_SECONDS = 0.25;

type Film = { name: string; file: string; cutSeconds: number[] };
type Judged = { film: Film; result: ScoreResult; samples: Float32Array; found: number };

const HEADER = [
  'film',
  'style',
  'BPM',
  'cuts',
  'found',
  'reachable',
  'recall as planned',
  'recall',
  'of reachable',
  'chance',
  'z',
  'p',
  'recall, wrong film',
  'z, wrong film',
];

const hits = (cuts: readonly number[], beats: readonly number[]) =>
  cuts.filter((time) => beats.some((beat) => Math.abs(beat - time) <= HIT_SECONDS)).length;

const [clipFolder, ...rest] = process.argv.slice(2);
if (!clipFolder) throw new Error('Usage: npm run bars:sync -- CLIP_FOLDER [--count N]');
const count = Number(rest[rest.indexOf('--count') + 1] ?? 4) || 4;
const work = await mkdtemp(path.join(tmpdir(), 'framescore-sync-'));
const judged: Judged[] = [];
for (const film of [...(await makeMontages(clipFolder, work)), ...(await knownClips(clipFolder))]) {
  const directory = path.join(work, `${film.name}.score`);
  const { result, stderr } = await runScore(film.file, directory, ['--sync', '100', '--seed', '1']);
  if (!result) throw new Error(`${film.name}: ${stderr}`);
  const samples = await readWavMono(path.join(directory, 'score.wav'));
  judged.push({ film, result, samples, found: countFound(film, result) });
  process.stderr.write('.');
}
await rm(work, { recursive: true });
process.stderr.write('\n');
printReport(judged);

async function makeMontages(folder: string, into: string): Promise<Film[]> {
  const films: Film[] = [];
  for (const kind of ['hidden-grid', 'irregular', 'bursts'] satisfies MontageKind[]) {
    for (let seed = 1; seed <= count; seed += 1) {
      const montage = planMontage(kind, seed, MONTAGE_SECONDS);
      const file = path.join(into, `${kind}-${seed}.mp4`);
      await renderMontage(montage, folder, file);
      films.push({ name: `${kind}-${seed}`, file, cutSeconds: montage.cutSeconds });
    }
  }
  return films;
}

async function knownClips(folder: string): Promise<Film[]> {
  const text = await readFile(path.join(folder, 'cuts.json'), 'utf8');
  const clips = JSON.parse(text) as Record<string, { cuts: { time: number }[] }>;
  return Object.entries(clips).map(([name, { cuts }]) => ({
    name,
    file: path.join(folder, name),
    cutSeconds: cuts.map((cut) => cut.time),
  }));
}

/** Known cuts that the cue finder reported within a frame of 25 fps. */
function countFound({ cutSeconds }: Film, { cues }: ScoreResult): number {
  return cutSeconds.filter((time) => cues.some((cue) => Math.abs(cue.timeSeconds - time) < 0.045)).length;
}

function inner({ cutSeconds }: Film, { audio }: ScoreResult): number[] {
  return cutSeconds.filter((time) => time > EDGE_SECONDS && time < audio.durationSeconds - EDGE_SECONDS);
}

/** Known cuts that one row of beats in the tempo range can meet together, by the planner; those it did not find count as reachable. */
function reachable(cuts: readonly number[], { cues, sync }: ScoreResult): number {
  const isFound = (time: number) => cues.some((cue) => Math.abs(cue.timeSeconds - time) < 0.045);
  const missed = cuts.filter((time) => !isFound(time)).length;
  return Math.min(cuts.length, sync.reachableCount + missed);
}

/** Beats of the plan: what would be met if every beat were heard where it was meant to be. */
function plannedBeats({ composition: { barPhase, stepSeconds } }: ScoreResult): number[] {
  return stepSeconds.slice(0, -1).filter((_, step) => (barPhase + step) % 4 === 0);
}

/** Known cuts against what is heard in the file, with the seeded rotation null. */
function judge(cuts: readonly number[], { beats }: ScoreResult, samples: Float32Array): HeardSync {
  const moments = cuts.map((timeSeconds) => ({ timeSeconds, weight: 1 }));
  const durationSeconds = samples.length / 48_000;
  return judgeSync({
    cuts: moments,
    beatsSeconds: beats,
    durationSeconds,
    sound: monoSource(samples),
    seed: 1,
  });
}

function printReport(all: readonly Judged[]): void {
  const totals = new Map<string, { hit: number; cuts: number; reachable: number; met: number }>();
  const rows = all.map(({ film, result, samples, found }, i) => {
    const cuts = inner(film, result);
    const asked = reachable(cuts, result);
    const hit = hits(cuts, result.beats);
    const sync = judge(cuts, result, samples);
    // The negative control: these cuts under the music of another film.
    const other = all[(i + 1) % all.length]!;
    const shared = cuts.filter((time) => time < other.result.audio.durationSeconds - EDGE_SECONDS);
    const wrong = judge(shared, other.result, other.samples);
    const kind = film.name.replace(/-\d+$/, '');
    const total = totals.get(kind) ?? { hit: 0, cuts: 0, reachable: 0, met: 0 };
    totals.set(kind, {
      hit: total.hit + hit,
      cuts: total.cuts + cuts.length,
      reachable: total.reachable + asked,
      met: total.met + Math.min(hit, asked),
    });
    const share = (value: number, of: number) => (of > 0 ? number(value / of) : '-');
    return [
      film.name,
      result.style,
      number(result.tempoBpm, 1),
      String(cuts.length),
      `${found}/${film.cutSeconds.length}`,
      String(asked),
      share(hits(cuts, plannedBeats(result)), cuts.length),
      share(hit, cuts.length),
      share(Math.min(hit, asked), asked),
      number(sync.chanceRecall),
      number(sync.onsetLiftZ),
      number(sync.onsetLiftP, 4),
      number(wrong.recall),
      number(wrong.onsetLiftZ),
    ];
  });
  process.stdout.write(`${table(HEADER, rows)}\n\n`);
  const sums = [...totals].map(([kind, { hit, cuts, reachable: most, met }]) => [
    kind,
    String(cuts),
    String(most),
    number(hit / Math.max(1, cuts)),
    number(met / Math.max(1, most)),
  ]);
  process.stdout.write(`${table(['kind', 'cuts', 'reachable', 'recall 70 ms', 'of reachable'], sums)}\n`);
}
