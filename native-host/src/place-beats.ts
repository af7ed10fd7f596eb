// Moves sound in time where the beats that are heard in it miss their planned places; for families that do not place them exactly.
import type { Run } from '@framescore/contract';
import type { Plan } from './core/plan/plan.js';
import { trackBeats } from './listen-to-music.js';
import type { Ports, Stereo } from './ports.js';

const RATE_HZ = 48_000;

/**
 * The sound, as long as it was, with its beats nearer to those of the plan; untouched where they are heard well enough in place, where
 * too few are heard, or where moving it did not help. `startSeconds`: time of its first sample in the plan.
 */
export async function placeBeats(
  { mix, startSeconds }: { mix: Stereo; startSeconds: number },
  plan: Plan,
  { model, compute }: Pick<Ports, 'model' | 'compute'>,
  { signal }: Pick<Run, 'signal'>,
): Promise<Stereo> {
  const samples = mix[0].length;
  const endSeconds = startSeconds + samples / RATE_HZ;
  const lastAttackSeconds = plan.steps.timesSeconds[plan.endingStep]!; // nothing is struck behind it
  const plannedSeconds = Array.from(plan.beats)
    .filter((seconds) => seconds >= startSeconds && seconds < endSeconds && seconds <= lastAttackSeconds)
    .map((seconds) => seconds - startSeconds);
  // Which tempo was asked for may be known here: the report listens without it.
  const tempi = plan.tempoMap.map(({ bpm }) => bpm);
  const listen = (sound: Stereo) =>
    trackBeats(sound, [Math.min(...tempi), Math.max(...tempi)], { model, compute }, signal);
  const heard = await listen(mix);
  const before = { plannedSeconds, heard, samples, sampleRateHz: RATE_HZ };
  const { map, misplacedMs } = await compute.run('time-map', before, signal);
  if (!map) return mix;
  const moved = await compute.run('stretch', { channels: mix, map }, signal);
  const after = await compute.run('time-map', { ...before, heard: await listen(moved) }, signal);
  return after.misplacedMs < misplacedMs ? moved : mix;
}
