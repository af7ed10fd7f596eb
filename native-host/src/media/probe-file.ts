// Describes a file from its header, and from its packets where the header is silent. Runs in the media process only.
import { Packet } from 'node-av/lib';
import {
  chooseVideo,
  describeMedia,
  type MediaInfo,
  type PacketScan,
  packetsToScan,
  tailStartSeconds,
} from './media-info.js';
import { type MediaInput, openInput, readPacket, seekBefore, streamAt, toSeconds } from './open-input.js';
import { neitherPictureNorSound } from './media-problems.js';
import { PacketScanner } from './packet-scan.js';

export async function probeFile(path: string): Promise<MediaInfo> {
  const input = await openInput(path);
  const info = describeMedia(input.raw, await scanPackets(input));
  input.container.closeInputSync();
  if (!info.hasVideo && !info.hasAudio) throw neitherPictureNorSound(path);
  return info;
}

async function scanPackets(input: MediaInput): Promise<PacketScan | null> {
  const extent = packetsToScan(input.raw);
  if (extent === 'none') return null;
  // No packet in the tail: the file is cut off, and only reading all of it finds where.
  return (extent === 'tail' ? await scanFrom(input, extent) : null) ?? (await scanFrom(input, 'whole'));
}

async function scanFrom(input: MediaInput, extent: 'tail' | 'whole'): Promise<PacketScan | null> {
  const video = chooseVideo(input.raw);
  if (!video) return null;
  const stream = streamAt(input, video.index);
  await seekBefore(
    input,
    stream,
    extent === 'tail' ? tailStartSeconds(input.raw) : (video.startSeconds ?? 0) - 1,
  );
  const packet = new Packet();
  packet.alloc();
  const scanner = new PacketScanner();
  while (readPacket(input, stream, packet)) {
    const seconds = toSeconds(packet.pts, stream.timeBase) ?? toSeconds(packet.dts, stream.timeBase);
    if (seconds !== null) scanner.add(seconds, toSeconds(packet.duration, stream.timeBase) ?? 0);
  }
  packet.free();
  return scanner.result(extent);
}
