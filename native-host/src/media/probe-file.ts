// Describes a file from its header, and from its packets where the header is silent. Runs in the media process only.
import { Packet } from 'node-av/lib';
import { chooseVideo, describeMedia, type MediaInfo, type PacketScan, packetsToScan } from './media-info.js';
import { type MediaInput, openInput, readPacket, seekBefore, streamAt, toSeconds } from './open-input.js';
import { neitherPictureNorSound } from './media-problems.js';
import { PacketScanner } from './packet-scan.js';

// Long enough to hold the last frames of any usual key-frame distance.
const TAIL_SECONDS = 5;

export async function probeFile(path: string): Promise<MediaInfo> {
  const input = await openInput(path);
  const info = describeMedia(input.raw, await scanPackets(input));
  input.container.closeInputSync();
  if (!info.hasVideo && !info.hasAudio) throw neitherPictureNorSound(path);
  return info;
}

async function scanPackets(input: MediaInput): Promise<PacketScan | null> {
  const extent = packetsToScan(input.raw);
  const video = chooseVideo(input.raw);
  if (extent === 'none' || video === null) return null;
  const stream = streamAt(input, video.index);
  const endSeconds = (input.raw.startSeconds ?? 0) + (input.raw.durationSeconds ?? 0);
  if (extent === 'tail') await seekBefore(input, stream, endSeconds - TAIL_SECONDS);
  const packet = new Packet();
  packet.alloc();
  const scanner = new PacketScanner();
  while (readPacket(input, stream, packet)) {
    const seconds = toSeconds(packet.pts, stream.timeBase) ?? toSeconds(packet.dts, stream.timeBase);
    if (seconds !== null) scanner.add(seconds, toSeconds(packet.duration, stream.timeBase) ?? 0);
  }
  packet.free();
  return scanner.result();
}
