// Describes a file from its header, and from its packets where the header is silent. Runs in the media process only.
import {
  chooseVideo,
  describeMedia,
  type MediaInfo,
  type PacketScan,
  packetsToScan,
  tailStartSeconds,
} from './media-info.js';
import { type MediaInput, openInput, streamAt } from './open-input.js';
import { neitherPictureNorSound } from './media-problems.js';
import { scanTail, scanWhole } from './scan-packets.js';

export async function probeFile(path: string): Promise<MediaInfo> {
  const input = await openInput(path);
  const info = describeMedia(input.raw, await scanFor(input));
  input.container.closeInputSync();
  if (!info.hasVideo && !info.hasAudio) throw neitherPictureNorSound(path);
  return info;
}

async function scanFor(input: MediaInput): Promise<PacketScan | null> {
  const extent = packetsToScan(input.raw);
  const video = chooseVideo(input.raw);
  if (extent === 'none' || !video) return null;
  const { numerator, denominator } = describeMedia(input.raw, null).frameRate;
  const stream = streamAt(input, video.index);
  const frameSeconds = denominator / numerator;
  const tailSeconds = tailStartSeconds(input.raw);
  const tail = extent === 'tail' ? await scanTail(input, stream, frameSeconds, tailSeconds) : null;
  // No packet in the tail: the file is cut off, and only reading all of it finds where.
  return tail ?? scanWhole(input, stream, frameSeconds);
}
