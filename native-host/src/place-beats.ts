// Moves sound in time where the beats that are heard in it miss their planned places; for families that do not place them exactly.
import type { Run } from '@framescore/contract';
import type { Plan } from './core/plan/plan.js';
import { framesOfSound, trackBeats } from './listen-to-music.js';
import type { Ports, Scratch } from './ports.js';
import { samplesOf, type Sound } from './sound/sound.js';

const RATE_HZ = 48_000;

/**
 * The sound, as long as it was, with its beats nearer to those of the plan; untouched where they are heard well enough in place, where
 * too few are heard, or where moving it did not help. `startSeconds`: time of its first sample in the plan.
 */
export async function placeBeats(
  { mix, startSeconds }: { mix: Sound; startSeconds: number },
  plan: Plan,
  { model, compute, scratch }: Pick<Ports, 'model' | 'compute'> & { scratch: Scratch },
  { signal }: Pick<Run, 'signal'>,
): Promise<Sound> {
  const samples = samplesOf(mix);
  const endSeconds = startSeconds + samples / RATE_HZ;
  const lastAttackSeconds = plan.steps.timesSeconds[plan.endingStep]!; // nothing is struck behind it
  const plannedSeconds = Array.from(plan.beats)
    .filter((seconds) => seconds >= startSeconds && seconds < endSeconds && seconds <= lastAttackSeconds)
    .map((seconds) => seconds - startSeconds);
  // Which tempo was asked for may be known here: the report listens without it.
  const tempi = plan.tempoMap.map(({ bpm }) => bpm);
  const range = [Math.min(...tempi), Math.max(...tempi)] as const;
  const listen = (sound: Sound) =>
    trackBeats(framesOfSound(sound, { compute }, signal), range, { model, compute }, signal);
  const heard = await listen(mix);
  const before = { plannedSeconds, heard, samples, sampleRateHz: RATE_HZ };
  const { map, misplacedMs } = await compute.run('time-map', before, signal);
  if (!map) return mix;
  const moved = await compute.run('stretch', { sound: mix, map, path: scratch('moved') }, signal);
  const after = await compute.run('time-map', { ...before, heard: await listen(moved) }, signal);
  return after.misplacedMs < misplacedMs ? moved : mix;
}
