// What stands behind a project item: path, proxy, nest, rate. Read once for each item, however often it is used.
import type { ClipProjectItem, Media, ProjectItem, Sequence } from '@adobe/premierepro';
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
};

const NOTHING: MediaFacts = {
  path: null,
  proxyPath: null,
  isOffline: false,
  isMulticam: false,
  framesPerSecond: null,
  startTicks: null,
  nested: null,
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
    const id = item.getId();
    const known = this.#facts.get(id) ?? readMediaFacts(this.#context, item);
    this.#facts.set(id, known);
    return known;
  }
}

async function readMediaFacts(context: PremiereContext, item: ProjectItem): Promise<MediaFacts> {
  const clip = context.ppro.ClipProjectItem.cast(item) as ClipProjectItem | null;
  if (!clip) return NOTHING;
  const [isSequence, isMulticam] = await Promise.all([clip.isSequence(), clip.isMulticamClip()]);
  if (isSequence) {
    return { ...NOTHING, isMulticam, nested: await clip.getSequence() };
  }
  const [path, isOffline, hasProxy, interpretation, media] = await Promise.all([
    clip.getMediaFilePath(),
    clip.isOffline(),
    clip.hasProxy(),
    clip.getFootageInterpretation(),
    clip.getMedia(),
  ]);
  const framesPerSecond = interpretation.getFrameRate();
  return {
    path: path === '' ? null : plainPath(path),
    proxyPath: hasProxy ? plainPath(await clip.getProxyPath()) : null,
    isOffline,
    isMulticam,
    framesPerSecond: framesPerSecond > 0 ? framesPerSecond : null,
    startTicks: mediaStart(context, media),
    nested: null,
  };
}

/** The typings have a property, some builds a method; without the property it is unknown (1.4). */
function mediaStart(context: PremiereContext, media: Media): bigint | null {
  const { start } = media as { start?: Media['start'] };
  return start ? setTicks(context.ppro, start) : null;
}
