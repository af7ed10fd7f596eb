// `framescore beats`: the sound of any file, its beats, downbeats and tempo.
import { LONGEST_SECONDS, ScoreError, type Run } from '@framescore/contract';
import { bassRises, onTheBass } from './core/beats/bass-phase.js';
import type { DetectedBeats } from './core/beats/decode-beats.js';
import { joinActivations } from './core/beats/mel-chunks.js';
import { framesOfStream, trackBeats } from './listen-to-music.js';
import type { MediaPort, Ports } from './ports.js';

const SAMPLE_RATE_HZ = 48_000;

/** What finding beats needs of the media: the sound of a range, in blocks. */
type SoundPort = Pick<MediaPort, 'probeMedia'> & {
  readAudio(
    request: {
      path: string;
      startSeconds: number;
      endSeconds: number;
      sampleRateHz: number;
      channels: number;
    },
    run: Run,
  ): AsyncIterable<Float32Array>;
};

/** What to listen to: a file, or a range of it in seconds. Beats count from the start of the range. */
export type Sound = { path: string; rangeSeconds?: readonly [number, number] | undefined };

export async function findBeats(
  { path, rangeSeconds }: Sound,
  ports: Pick<Ports, 'model' | 'compute'> & { media: SoundPort },
  run: Run,
): Promise<DetectedBeats> {
  const info = await ports.media.probeMedia(path, run);
  if (!info.hasAudio)
    throw new ScoreError('media-no-audio', `${path} has no sound. Choose a file with sound.`);
  const [startSeconds, endSeconds] = rangeSeconds ?? [0, info.durationSeconds];
  if (startSeconds >= info.durationSeconds)
    throw new ScoreError(
      'range-invalid',
      `The range begins after the end of ${path}. Choose an earlier one.`,
    );
  const range = { path, startSeconds, endSeconds: Math.min(endSeconds, info.durationSeconds) };
  if (range.endSeconds - startSeconds > LONGEST_SECONDS)
    throw new ScoreError(
      'range-invalid',
      `The sound of ${path} is longer than ${LONGEST_SECONDS / 3600} hours. Listen to it in parts.`,
    );
  let samples = 0;
  const counted = async function* (): AsyncGenerator<Float32Array> {
    const request = { ...range, sampleRateHz: SAMPLE_RATE_HZ, channels: 1 };
    for await (const block of ports.media.readAudio(request, run)) {
      samples += block.length;
      yield block;
    }
  };
  const sound = counted();
  try {
    const rises: Float32Array[] = [];
    const frames = framesOfStream(sound, ports, run.signal);
    const beats = await trackBeats(frames, undefined, ports, run.signal, (chunk) => {
      rises.push(bassRises(chunk));
    });
    if (samples > 0) return onTheBass(beats, joinActivations(rises));
  } finally {
    await sound.return(undefined);
  }
  throw new ScoreError('media-unreadable', `No sound of ${path} could be decoded. Choose another file.`);
}

export function describeBeats({ tempoBpm, beatsSeconds, downbeatsSeconds }: DetectedBeats): string {
  const downbeats = new Set(downbeatsSeconds);
  const rows = beatsSeconds.map((time) => `${time.toFixed(3)}${downbeats.has(time) ? '  downbeat' : ''}`);
  return `${tempoBpm.toFixed(1)} BPM, ${beatsSeconds.length} beats\n${rows.join('\n')}\n`;
}
