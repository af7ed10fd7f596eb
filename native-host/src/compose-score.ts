// Picture to music: the pipeline behind every score. Each step is a pure function or a port; which token family plays is not known here.
import type { Run, ScoreRequest, ScoreResult, Stage } from '@framescore/contract';
import { chooseStyle, type StyleChoice } from './core/style/choose-style.js';
import type { Plan } from './core/plan/plan.js';
import { reportScore } from './core/report/report-score.js';
import type { Ports, Music } from './ports.js';
import { listenToMusic } from './listen-to-music.js';
import { openSource, type Source } from './open-source.js';
import { StageClock } from './stage-clock.js';
import { watchPicture, type Picture } from './watch-picture.js';
import { writeScore } from './write-score.js';

/** Frames, cues, plan, tokens, audio, beats, files. Throws ScoreError; leaves no file behind unless it returns. */
export async function composeScore(request: ScoreRequest, ports: Ports, run: Run): Promise<ScoreResult> {
  const clock = new StageClock(ports.now, run.report);
  const output = await ports.openOutput(request.outputs.directory);
  try {
    const source = await openSource(request, ports.media, run);
    await output.reserve(source.durationSeconds, request.outputs);
    const picture = await clock.time('frames', (report) => watchPicture(source, ports, { ...run, report }));
    const style = chooseStyle(request.controls, picture.summary.embedding, ports.model.manifest);
    const plan = await clock.time('plan', () => planMusic(request, source, picture, style, ports, run));
    const music = await clock.time('audio', (report) =>
      playMusic(request, picture, style, plan, ports, { ...run, report }),
    );
    const heard = await clock.time('beats', () =>
      listenToMusic(music, { picture, style, seed: request.controls.seed }, ports, run),
    );
    const report = reportScore({
      request,
      source,
      style,
      plan,
      music,
      heard,
      bundle: ports.model.bundle,
    });
    const result = { ...report, warnings: [...picture.warnings, ...report.warnings] };
    return await clock.time('write', () => writeScore(result, music, { source, output, clock }, ports, run));
  } finally {
    await output.discard();
  }
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

/** Tokens and sound at once: the family plays each step while the model samples the next ones. */
async function playMusic(
  request: ScoreRequest,
  picture: Picture,
  style: StyleChoice,
  plan: Plan,
  ports: Ports,
  run: Run,
): Promise<Music> {
  const { seed } = request.controls;
  const schedule = ports.family.schedule(plan, style.index);
  const { fps, tokenStride } = ports.model.manifest.video;
  const videoIndex = Int32Array.from(schedule.timesSeconds, (timeSeconds) =>
    Math.min(Math.floor((timeSeconds * fps) / tokenStride), picture.summary.tokenCount - 1),
  );
  const { conditions, runLimits } = schedule;
  const steps = ports.model.runTokens({ conditions, videoIndex, seed, runLimits }, run.signal);
  const played = await ports.family.play(
    countSteps(steps, videoIndex.length, run),
    { plan, styleId: style.id, seed, stems: request.outputs.stems, midi: request.outputs.midi },
    run,
  );
  const mastered = await ports.compute.run(
    'master',
    { ...played, durationSeconds: plan.durationSeconds },
    run.signal,
  );
  return { ...played, ...mastered };
}

async function* countSteps(
  steps: AsyncIterable<{ tokens: Int32Array }>,
  total: number,
  run: Run,
): AsyncGenerator<Int32Array> {
  let done = 0;
  for await (const { tokens } of steps) {
    yield tokens;
    done += 1;
    run.report({ stage: 'tokens' satisfies Stage, fraction: done / total });
  }
}
