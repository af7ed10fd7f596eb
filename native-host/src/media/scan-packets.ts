// Reads the packets of one stream of an opened file for their times. Runs in the media process only; leaves the file at another place.
import { Packet, type Stream } from 'node-av/lib';
import { scanOnce } from './known-scans.js';
import type { PacketScan } from './media-info.js';
import { type MediaInput, readPacket, seekBefore, seekToStart, toSeconds } from './open-input.js';
import { PacketScanner } from './packet-scan.js';
import { signOfLife } from './sign-of-life.js';

/** The whole stream, read only where no process has done so. */
export function scanWhole(
  input: MediaInput,
  stream: Stream,
  frameSeconds: number,
): Promise<PacketScan | null> {
  const asked = { reader: 'node-av', path: input.path, streamIndex: stream.index };
  return scanOnce(asked, () => scanPackets(input, stream, frameSeconds, { fromSeconds: null }));
}

/** From a container time on. */
export function scanTail(
  input: MediaInput,
  stream: Stream,
  frameSeconds: number,
  fromSeconds: number,
): Promise<PacketScan | null> {
  return scanPackets(input, stream, frameSeconds, { fromSeconds });
}

/** `fromSeconds`: container time to begin at, null for the whole file. Null where there was no packet. */
async function scanPackets(
  input: MediaInput,
  stream: Stream,
  frameSeconds: number,
  { fromSeconds }: { fromSeconds: number | null },
): Promise<PacketScan | null> {
  const { formatName } = input.raw;
  const startSeconds = toSeconds(stream.startTime, stream.timeBase) ?? 0;
  if (fromSeconds === null) await seekToStart(input, stream);
  else await seekBefore(input, stream, fromSeconds);
  const packet = new Packet();
  packet.alloc();
  const scanner = new PacketScanner({ formatName, startSeconds }, frameSeconds);
  while (readPacket(input, stream, packet)) {
    signOfLife();
    const inSeconds = (time: bigint): number | null => toSeconds(time, stream.timeBase);
    scanner.add(inSeconds(packet.pts), inSeconds(packet.dts), inSeconds(packet.duration) ?? 0);
  }
  packet.free();
  return scanner.result(fromSeconds === null ? 'whole' : 'tail');
}
