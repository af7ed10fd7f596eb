// Picture to music: the pipeline behind every score. Each step is a pure function or a port; which token family plays is not known here.
import {
  ScoreError,
  secondsToCoveringSamples,
  type Run,
  type ScoreRequest,
  type ScoreResult,
  type ScoreSource,
} from '@framescore/contract';
import type { Plan } from './core/plan/plan.js';
import { reportScore } from './core/report/report-score.js';
import { bestTakesFirst } from './core/report/rank-takes.js';
import { cosine } from './core/style/cosine.js';
import { chooseStyle, type StyleChoice } from './core/style/choose-style.js';
import { listenToMusic } from './listen-to-music.js';
import { openSource, type Source } from './open-source.js';
import { placeBeats } from './place-beats.js';
import { playTakes } from './play-takes.js';
import type { OutputFolder, PlayedMusic, Ports } from './ports.js';
import { recordSource } from './record-source.js';
import { samplesOf } from './sound/sound.js';
import { StageClock } from './stage-clock.js';
import { watchPicture, type Picture } from './watch-picture.js';
import { writeScore } from './write-score.js';

/** One of the takes of a request; `similarity` is the cosine of music and picture, null where the bundle cannot say. */
export type Take = { take: number; result: ScoreResult; resultName: string; similarity: number | null };

const RATE_HZ = 48_000;

type Composition = {
  request: ScoreRequest;
  source: Source;
  origin: ScoreSource;
  picture: Picture;
  style: StyleChoice;
  plan: Plan;
};

/** Frames, cues, plan, tokens, audio, beats, files. Throws ScoreError; leaves no file behind unless it returns. */
export async function composeScore(request: ScoreRequest, ports: Ports, run: Run): Promise<ScoreResult> {
  const [take] = await composeTakes(request, 1, ports, run);
  return take!.result;
}

/** The same with several takes of one plan, best first: seeds count up from the request's. */
export async function composeTakes(
  request: ScoreRequest,
  variations: number,
  ports: Ports,
  run: Run,
): Promise<Take[]> {
  assertOutputs(request, ports);
  const clock = new StageClock(ports.now, run.report);
  const output = await ports.openOutput(request.outputs.directory);
  try {
    const source = await openSource(request, ports, run);
    const origin = await recordSource(source, request.outputs.directory, ports.media);
    await output.reserve({ durationSeconds: source.durationSeconds, takes: variations }, request.outputs);
    const picture = await clock.time('frames', (report) => watchPicture(source, ports, { ...run, report }));
    const style = chooseStyle(request.controls, picture.summary.embedding, ports.model.manifest);
    const plan = await clock.time('plan', () => planMusic(request, source, picture, style, ports, run));
    const seeds = Array.from({ length: variations }, (_, take) => (request.controls.seed + take) >>> 0);
    const composition = { request, source, origin, picture, style, plan };
    const { outputs } = request;
    const playing = { plan, picture, style, seeds, outputs, clock, scratch: output.scratch };
    const takes = await playTakes(playing, ports, run, (played, index) =>
      finishTake(composition, played, { index, seeds, clock, output }, ports, run),
    );
    await output.commit();
    return bestTakesFirst(takes);
  } finally {
    await output.discard();
  }
}

/** Throws outputs-unsupported before any work is done. */
function assertOutputs({ outputs: { stems, midi } }: ScoreRequest, { family, model }: Ports): void {
  if (family.hasNotes || !(stems || midi)) return;
  const what = stems && midi ? 'stems and MIDI' : stems ? 'stems' : 'MIDI';
  throw new ScoreError(
    'outputs-unsupported',
    `Model "${model.bundle.id}" makes sound, not notes, so it has no ${what}. Leave that out, or take a model of family score.`,
  );
}

async function planMusic(
  { controls }: ScoreRequest,
  source: Source,
  picture: Picture,
  style: StyleChoice,
  ports: Ports,
  run: Run,
): Promise<Plan> {
  const planRequest = {
    durationSeconds: source.durationSeconds,
    cues: picture.track.cues,
    curves: picture.track.curves,
    tempoRangeBpm: style.tempoRangeBpm,
    syncAmount: controls.sync,
    intensity: controls.intensity,
    beatsPerBar: 4 as const,
  };
  return ports.compute.run('plan', planRequest, run.signal);
}

/** How long the sound is: as the picture, and on a timeline to the end of the sample in which the picture ends. */
function soundSeconds({ timeline }: Source, { durationSeconds }: Plan): number {
  return timeline ? secondsToCoveringSamples(durationSeconds, RATE_HZ) / RATE_HZ : durationSeconds;
}

/** Puts beats in place, masters a take, listens to it, reports it and writes its files to the staging folder. */
async function finishTake(
  { request, source, origin, picture, style, plan }: Composition,
  played: PlayedMusic,
  {
    index,
    seeds,
    clock,
    output,
  }: { index: number; seeds: number[]; clock: StageClock; output: OutputFolder },
  ports: Ports,
  run: Run,
): Promise<Take> {
  const part = { index, count: seeds.length };
  const seed = seeds[index]!;
  const { scratch } = output;
  const master = async () => {
    const mix = ports.family.placesBeats
      ? played.mix
      : await placeBeats({ mix: played.mix, startSeconds: 0 }, plan, { ...ports, scratch }, run);
    const stems = played.stems.map(({ sound }) => sound);
    const durationSeconds = soundSeconds(source, plan);
    const input = { mix, stems, durationSeconds, envelopePath: scratch('envelope') };
    return ports.compute.run('master', input, run.signal);
  };
  const { stems, ...mastered } = await clock.time('audio', master, part);
  const named = played.stems.map(({ name }, i) => ({ name, sound: stems[i]! }));
  const music = { ...played, ...mastered, stems: named };
  const listening = { picture, style, seed };
  const heard = await clock.time('beats', () => listenToMusic(music.mix, listening, ports, run), part);
  const report = reportScore({
    request: { ...request, controls: { ...request.controls, seed } },
    source,
    style,
    plan,
    music: { ...music, sampleCount: samplesOf(music.mix) },
    heard,
    bundle: ports.model.bundle,
    tokenRateHz: ports.family.tokenRateHz,
    takeNumber: index + 1,
  });
  const rows = ports.family.asModelReads(music.tokens);
  const embedding = await ports.model.embedMusic(Int32Array.from(rows.flat()), run.signal);
  const similarity = embedding && cosine(picture.summary.embedding, embedding);
  const result = { ...report, source: origin, warnings: [...picture.warnings, ...report.warnings] };
  const written = await writeScore(result, music, { source, output, clock, part }, ports, run);
  await output.clearScratch();
  return { take: index + 1, similarity, ...written };
}
