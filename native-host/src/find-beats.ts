// `framescore beats`: the sound of any file, its beats, downbeats and tempo.
import { ScoreError, type Run } from '@framescore/contract';
import type { DetectedBeats } from './core/beats/decode-beats.js';
import { trackBeats } from './listen-to-music.js';
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
  const blocks: Float32Array[] = [];
  for await (const block of ports.media.readAudio(
    { ...range, sampleRateHz: SAMPLE_RATE_HZ, channels: 1 },
    run,
  ))
    blocks.push(block);
  const mono = joinBlocks(blocks);
  if (mono.length === 0)
    throw new ScoreError('media-unreadable', `No sound of ${path} could be decoded. Choose another file.`);
  return trackBeats([mono], undefined, ports, run.signal);
}

export function describeBeats({ tempoBpm, beatsSeconds, downbeatsSeconds }: DetectedBeats): string {
  const downbeats = new Set(downbeatsSeconds);
  const rows = beatsSeconds.map((time) => `${time.toFixed(3)}${downbeats.has(time) ? '  downbeat' : ''}`);
  return `${tempoBpm.toFixed(1)} BPM, ${beatsSeconds.length} beats\n${rows.join('\n')}\n`;
}

function joinBlocks(blocks: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    joined.set(block, at);
    at += block.length;
  }
  return joined;
}
