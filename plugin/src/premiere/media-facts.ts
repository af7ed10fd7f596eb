// What stands behind a project item: path, proxy, nest, rate, times. Read once for each item, however often it is used. Any of it may be missing.
import type { ClipProjectItem, Media, ProjectItem, Sequence, TickTime } from '@adobe/premierepro';
import { attempt } from './attempt.js';
import type { PremiereContext } from './modules.js';
import { setTicks } from './ticks.js';

export type MediaFacts = {
  path: string | null;
  proxyPath: string | null;
  isOffline: boolean;
  isMulticam: boolean;
  framesPerSecond: number | null;
  startTicks: bigint | null;
  nested: Sequence | null;
  /** What was asked for and failed, of the things without which the picture cannot be found. */
  faults: unknown[];
};

/** Without the prefix that Windows paths come back with (R24). */
export function plainPath(path: string): string {
  return path.replace(/^\\\\\?\\UNC\\/, '\\\\').replace(/^\\\\\?\\/, '');
}

/** One spelling for comparing paths: separators, letters and accents are one. */
export function comparablePath(path: string): string {
  return plainPath(path).replaceAll('\\', '/').normalize('NFC').toLowerCase();
}

/** A cache for the time of one reading; handles in it go stale with the next change. */
export class MediaFactsCache {
  readonly #context: PremiereContext;
  readonly #facts = new Map<string, Promise<MediaFacts>>();

  constructor(context: PremiereContext) {
    this.#context = context;
  }

  of(item: ProjectItem): Promise<MediaFacts> {
    const id = idOf(item);
    const known = (id === null ? undefined : this.#facts.get(id)) ?? readMediaFacts(this.#context, item);
    if (id !== null) this.#facts.set(id, known);
    return known;
  }
}

export function idOf(item: ProjectItem): string | null {
  try {
    return item.getId();
  } catch {
    return null;
  }
}

async function readMediaFacts(context: PremiereContext, item: ProjectItem): Promise<MediaFacts> {
  const faults: unknown[] = [];
  const note = (error: unknown): void => void faults.push(error);
  const read = <T, F>(call: () => Promise<T>, fallback: F, onFault = note) =>
    attempt(() => context.pace.call(call), fallback, onFault);
  const ignore = (): void => undefined;
  const clip = await attempt(() => context.ppro.ClipProjectItem.cast(item) as ClipProjectItem | null, null);
  if (!clip) return withoutMedia(faults);
  const [isSequence, isMulticam] = await Promise.all([
    read(() => clip.isSequence(), false),
    read(() => clip.isMulticamClip(), false, ignore),
  ]);
  if (isSequence) {
    const nested = await read(() => clip.getSequence(), null);
    return { ...withoutMedia(faults), isMulticam, nested };
  }
  const [path, isOffline, hasProxy, framesPerSecond, { startTicks }] = await Promise.all([
    read(() => clip.getMediaFilePath(), ''),
    read(() => clip.isOffline(), false, ignore),
    read(() => clip.hasProxy(), false, ignore),
    read(() => frameRate(clip), 0, ignore),
    mediaTimes(context, clip),
  ]);
  const proxyPath = hasProxy ? await read(() => clip.getProxyPath(), '', ignore) : '';
  return {
    path: path === '' ? null : plainPath(path),
    proxyPath: proxyPath === '' ? null : plainPath(proxyPath),
    isOffline,
    isMulticam,
    framesPerSecond: framesPerSecond > 0 ? framesPerSecond : null,
    startTicks,
    nested: null,
    faults,
  };
}

function withoutMedia(faults: unknown[]): MediaFacts {
  return {
    path: null,
    proxyPath: null,
    isOffline: false,
    isMulticam: false,
    framesPerSecond: null,
    startTicks: null,
    nested: null,
    faults,
  };
}

/** Sound and synthetic items may have no interpretation at all. */
async function frameRate(clip: ClipProjectItem): Promise<number> {
  const interpretation = (await clip.getFootageInterpretation()) as { getFrameRate(): number } | null;
  return interpretation?.getFrameRate() ?? 0;
}

export type MediaTimes = { startTicks: bigint | null; durationTicks: bigint | null };

type Time = TickTime | Promise<TickTime>;
/** Values in the typings, promises in the reference pages (25.6 on), methods from 26.5 on. */
type AnyMedia = {
  start?: Time | null;
  duration?: Time | null;
  getStart?: () => Time | null;
  getDuration?: () => Time | null;
};

/** Start timecode and length of a media file: the one place that knows in which of its guises they come. */
export async function mediaTimes(context: PremiereContext, clip: ClipProjectItem): Promise<MediaTimes> {
  const read = (call: () => Promise<Media>) => attempt(() => context.pace.call(call), null);
  const media = (await read(() => clip.getMedia())) as AnyMedia | null;
  if (!media) return { startTicks: null, durationTicks: null };
  const ticks = async (time: () => Time | null | undefined): Promise<bigint | null> => {
    return attempt(async () => {
      const found = await time();
      return found ? setTicks(context.ppro, found) : null;
    }, null);
  };
  const hasMethods = typeof media.getStart === 'function' && typeof media.getDuration === 'function';
  const [startTicks, durationTicks] = await Promise.all([
    ticks(() => (hasMethods ? media.getStart?.() : media.start)),
    ticks(() => (hasMethods ? media.getDuration?.() : media.duration)),
  ]);
  return { startTicks, durationTicks };
}
