// A range of a finished score composed anew: what is outside stays sample for sample, every earlier version stays on the disk.
import path from 'node:path';
import { ScoreError, type Run, type ScoreResult } from '@framescore/contract';
import { LEAD_IN_SAMPLES } from './core/audio/splice.js';
import { shiftEnergy } from './core/plan/energy-curve.js';
import type { Plan } from './core/plan/plan.js';
import { chooseJoins, type Joins } from './core/plan/range-joins.js';
import { planOfScore } from './core/report/plan-of-score.js';
import { cosine } from './core/style/cosine.js';
import { reportVersion } from './core/report/report-version.js';
import { chooseStyle, type StyleChoice } from './core/style/choose-style.js';
import { changedFiles, findSource, sourceOfVersion, type FoundSource } from './find-source.js';
import { listenToVersion } from './listen-to-version.js';
import { openSource, type Source } from './open-source.js';
import { placeBeats } from './place-beats.js';
import { videoIndexOf } from './play-takes.js';
import type { Ports, Scratch, TokenMatrix } from './ports.js';
import { nextVersion, readScore, writeVersion, type WrittenVersion } from './score-files.js';
import { samplesOf, type Sound } from './sound/sound.js';
import { StageClock } from './stage-clock.js';
import { watchPicture, type Picture } from './watch-picture.js';

export type RangeRequest = {
  /** score.json of the version to start from; its WAV lies beside it. */
  resultPath: string;
  /** The film, where the user says where it is. */
  mediaPath?: string | undefined;
  /** Start and end of what may change, seconds from the start of the score. */
  rangeSeconds: readonly [number, number];
  controls: { intensity: number; seed: number };
};

/** `rangeWavName` holds the asked range alone, joins included. */
export type NewVersion = WrittenVersion & { similarity: number | null };

const RATE_HZ = 48_000;
/** The picture that steps of the range and their context can see (docs/score-family.md): 12.8 s each way, twice over before the range. */
const PICTURE_BEFORE_SECONDS = 26;
const PICTURE_AFTER_SECONDS = 14;
/** Notes that ring into the range began at most this long before it, reverb included. */
const RINGING_SECONDS = 10;
/** What follows the range is played along where beats must be put in place, so that they are understood up to the join. */
const FOLLOWING_SECONDS = 4;

type Seen = {
  found: FoundSource;
  picture: Picture;
  pictureStart: number;
  style: StyleChoice;
  source: Source;
};
type Job = Seen & { base: ScoreResult; plan: Plan; joins: Joins };

/** Throws ScoreError: range-too-short, range-invalid, job-unknown, model-incompatible, media-*; writes nothing unless it returns. */
export async function regenerateRange(request: RangeRequest, ports: Ports, run: Run): Promise<NewVersion> {
  const clock = new StageClock(ports.now, run.report);
  const base = await readScore(request.resultPath, ports);
  const directory = path.dirname(request.resultPath);
  const { plan, joins } = planRange(base, request);
  const output = await ports.openOutput(directory);
  try {
    const { outputs } = base.request;
    await output.reserve(
      { durationSeconds: plan.durationSeconds, takes: 2 },
      { ...outputs, stems: false, preview: false },
    );
    const old = await ports.openWav(path.join(directory, base.audio.path));
    const seen = await clock.time('frames', (report) =>
      watchRange(base, request, { plan, joins }, ports, { ...run, report }),
    );
    const job = { base, plan, joins, ...seen };
    const tokens = await clock.time('tokens', () => writeTokens(job, request.controls.seed, ports, run));
    const part = { tokens, old, scratch: output.scratch };
    const spliced = await clock.time('audio', (report) => playPart(job, part, ports, { ...run, report }));
    const { mix } = spliced;
    const heard = await clock.time('beats', () =>
      listenToVersion(
        { ...spliced, base },
        { picture: cutsOf(base, seen.picture), style: seen.style, seed: request.controls.seed },
        ports,
        run,
      ),
    );
    const levels = await ports.compute.run(
      'levels',
      { ...spliced, music: old, before: base.audio },
      run.signal,
    );
    const version = await nextVersion(base, output);
    const sampleCount = samplesOf(mix);
    const judged = reportVersion({ ...job, request, sampleCount, tokens, heard, levels, version });
    const report = withSource(judged, seen.found);
    const rows = ports.family.asModelReads(tokens);
    const embedding = await ports.model.embedMusic(Int32Array.from(rows.flat()), run.signal);
    const similarity = embedding && cosine(seen.picture.summary.embedding, embedding);
    // Last, for a version that is written is there, whatever the caller is told.
    const written = await writeVersion(report, mix, request.rangeSeconds, { output, clock }, ports, run);
    return { ...written, similarity };
  } finally {
    await output.discard();
  }
}

function planRange(
  base: ScoreResult,
  { rangeSeconds, controls }: RangeRequest,
): { plan: Plan; joins: Joins } {
  const [start, end] = rangeSeconds;
  const total = base.audio.durationSeconds;
  if (!(start >= 0 && end > start && start < total && end <= total + 0.5)) {
    throw new ScoreError(
      'range-invalid',
      `The range ${start.toFixed(3)}-${end.toFixed(3)} s is not inside the score, which is ${total.toFixed(3)} s long.`,
    );
  }
  const joins = chooseJoins(base.composition, rangeSeconds, LEAD_IN_SAMPLES / RATE_HZ);
  if (!joins) {
    throw new ScoreError(
      'range-too-short',
      `No whole beat lies between ${start.toFixed(3)} and ${end.toFixed(3)} s. Choose at least two beats (${(120 / base.plannedTempoBpm).toFixed(2)} s).`,
    );
  }
  const plan = planOfScore(base);
  const { intensity: before } = base.composition.ranges.at(-1) ?? base.request.controls;
  const energy = shiftEnergy(plan.energy, [joins.fromStep, joins.toStep], controls.intensity - before);
  return { plan: { ...plan, energy }, joins };
}

/** Where the film is now, and what is to be known of it. */
function withSource(report: ScoreResult, { source, warnings }: FoundSource): ScoreResult {
  const others = report.warnings.filter(({ code }) => code !== 'media-changed');
  return { ...report, ...(source && { source }), warnings: [...others, ...warnings] };
}

/** Watches the part of the picture that the range and its context see. */
async function watchRange(
  base: ScoreResult,
  asked: RangeRequest,
  { plan, joins }: { plan: Plan; joins: Joins },
  ports: Ports,
  run: Run,
): Promise<Seen> {
  const timeOf = (step: number) => plan.steps.timesSeconds[step]!;
  // A preview is made with the first version only.
  const request = { ...base.request, outputs: { ...base.request.outputs, preview: false } };
  const origin = request.rangeSeconds?.[0] ?? 0;
  const pictureStart = Math.max(0, timeOf(joins.fromStep) - PICTURE_BEFORE_SECONDS);
  const pictureEnd = Math.min(plan.durationSeconds, timeOf(joins.toStep) + PICTURE_AFTER_SECONDS);
  const rangeSeconds: [number, number] = [origin + pictureStart, origin + pictureEnd];
  const found = await findSource(base, asked, ports.media, run);
  const { mediaPath, formerPath } = found;
  const source = await openSource({ ...request, mediaPath, rangeSeconds }, ports, run, formerPath);
  const changed = await changedFiles(found, source, ports.media);
  const used = { resultPath: asked.resultPath, opened: source };
  const recorded = await sourceOfVersion({ ...base, request }, found, used, ports, run);
  const picture = await watchPicture(source, ports, run);
  const controls = { ...request.controls, style: base.style };
  const style = chooseStyle(controls, picture.summary.embedding, ports.model.manifest);
  const warnings = [...found.warnings, ...changed];
  return { found: { ...found, source: recorded, warnings }, picture, pictureStart, style, source };
}

/** New tokens for the range, in as many runs as the family's rules ask for. */
async function writeTokens(job: Job, seed: number, { family, model }: Ports, run: Run): Promise<number[][]> {
  const { base, plan, joins, style, picture, pictureStart } = job;
  const schedule = family.schedule(plan, style.index);
  const shifted = schedule.timesSeconds.map((seconds) => seconds - pictureStart);
  const seenAt = videoIndexOf(shifted, model.manifest, picture.summary.tokenCount);
  const [fromRow, toRow] = family.rowsOfJoins(plan, joins, base.tokens.length);
  let tokens: TokenMatrix = base.tokens;
  let nextRow = fromRow;
  while (nextRow < toRow) {
    const infill = family.planInfill({ conditions: schedule.conditions, tokens, nextRow, toRow });
    const { conditions, steps, forced, restart } = infill;
    const request = {
      conditions,
      videoIndex: Int32Array.from(steps, (step) => seenAt[step]!),
      seed: (seed + nextRow) >>> 0,
      runLimits: schedule.runLimits,
      forced: Int32Array.from(forced.flat()),
      ...(restart !== undefined && { restart }),
    };
    const sampled: number[][] = [];
    for await (const step of model.runTokens(request, run.signal)) {
      sampled.push(Array.from(step.tokens));
      const written = Math.min(toRow, nextRow + Math.max(0, sampled.length - infill.givenRows)) - fromRow;
      run.report({ stage: 'tokens', fraction: written / (toRow - fromRow) });
    }
    const written = family.newRows(infill, sampled);
    const isLast = nextRow + written.length === toRow;
    tokens = isLast
      ? family.replaceRows(tokens, nextRow, written)
      : [...tokens.slice(0, nextRow), ...written, ...tokens.slice(nextRow + written.length)];
    nextRow += written.length;
  }
  return tokens.map((row) => [...row]);
}

/** The music with the new part in it; samples [start, end) differ from the old. */
async function playPart(
  job: Job,
  { tokens, old, scratch }: { tokens: number[][]; old: Sound; scratch: Scratch },
  ports: Ports,
  run: Run,
): Promise<{ mix: Sound; start: number; end: number }> {
  const { base, plan, joins } = job;
  const { timesSeconds, count } = plan.steps;
  const total = samplesOf(old);
  const sampleOf = (step: number) =>
    step === 0 ? 0 : step === count ? total : Math.round(timesSeconds[step]! * RATE_HZ);
  const fromBeat = sampleOf(joins.fromStep);
  const toBeat = sampleOf(joins.toStep);
  const partStart = Math.max(0, fromBeat - RINGING_SECONDS * RATE_HZ);
  const following = ports.family.placesBeats ? 0 : FOLLOWING_SECONDS;
  const windowSeconds = [
    partStart / RATE_HZ,
    toBeat === total ? plan.durationSeconds : Math.min(plan.durationSeconds, toBeat / RATE_HZ + following),
  ] as const;
  const playing = { plan, styleId: base.style, seed: base.request.controls.seed, windowSeconds, scratch };
  const sound = { mix: await ports.family.replay(tokens, playing, run), startSeconds: windowSeconds[0] };
  const part = ports.family.placesBeats
    ? sound.mix
    : await placeBeats(sound, plan, { ...ports, scratch }, run);
  const { gainDb } = base.composition;
  const envelopePath = scratch('envelope');
  const splice = { music: old, part, partStart, fromBeat, toBeat, gainDb, envelopePath };
  return ports.compute.run('splice', splice, run.signal);
}

/** The cuts of the whole score, for judging: only a part of its picture was watched again. */
function cutsOf(base: ScoreResult, picture: Picture): Picture {
  const cues = base.cues.map(({ timeSeconds, kind, weight }) => ({ timeSeconds, kind, weight }));
  return { ...picture, track: { ...picture.track, cues } };
}
