// F25, F26: exporting frames, sequences and interchange files. Promises resolve before files are there, and `true` proves nothing.
import type { Sequence, TickTime } from '@adobe/premierepro';
import { FakeDisk } from './disk.js';
import { constant } from './constants.js';
import { metaOf, native } from './native.js';
import { isAtLeast } from './profiles.js';
import { ticksOf } from './time.js';
import { writeFinalCutXml } from './final-cut-xml.js';
import type { FakeWorld } from './world.js';

/** 1x1 PNG. */
const PIXEL = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg=='),
  (character) => character.charCodeAt(0),
);

const FRAME_FORMATS = ['bmp', 'dpx', 'gif', 'jpg', 'exr', 'png', 'tga', 'tif'];

export function exporterStatic(world: FakeWorld): object {
  return {
    exportSequenceFrame: (
      sequence: Sequence,
      time: TickTime,
      name: string,
      folder: string,
      width: number,
      height: number,
    ) => exportFrame(world, sequence, ticksOf(time), name, folder, [width, height]),
  };
}

function exportFrame(
  world: FakeWorld,
  sequence: Sequence,
  timeTicks: bigint,
  name: string,
  folder: string,
  size: [number, number],
): boolean {
  const meta = metaOf(sequence);
  const extension = name.split('.').at(-1) ?? '';
  if (/[\\/:]/.test(name) || !world.disk.hasFolder(folder) || !FRAME_FORMATS.includes(extension))
    return false;
  if (size.some((side) => !(side > 0))) return false;
  if (world.faults.framesToRefuse > 0) {
    world.faults.framesToRefuse -= 1;
    return false;
  }
  const isPlanned = world.faults.framesToDrop > 0;
  if (isPlanned) world.faults.framesToDrop -= 1;
  if (isPlanned || world.random() < world.profile.frameDropRate) return true;
  // Builds before 26.2.2 doubled the extension.
  const fileName = isAtLeast(world.hostVersion, '26.3.2') ? name : `${name}.${extension}`;
  const path = `${FakeDisk.normal(folder)}/${fileName}`;
  world.clock.schedule(60, () => world.disk.write(path, { sizeBytes: 20 }));
  world.clock.schedule(220, () => {
    world.disk.write(path, { content: PIXEL });
    // The timeline as it is now, not as it was when asked (F25).
    const record = world.projects.get(meta?.projectGuid ?? '');
    world.frames.push({ path, timeTicks, state: record?.state.sequences[meta?.id ?? ''] ?? null });
  });
  return true;
}

export function encoderStatic(world: FakeWorld): object {
  const manager = {
    exportSequence: (_sequence: Sequence, type: string, output?: string, preset?: string) => {
      if (!preset || !output) return false;
      if (type !== constant('ExportType', 'IMMEDIATELY')) return true;
      world.clock.pass(1_300);
      world.clock.schedule(300, () => world.disk.write(output, { sizeBytes: 1_000_000 }));
      return true;
    },
    isAMEInstalled: false,
  };
  const handle = native<typeof manager>(world, 'EncoderManager', manager, { kind: 'value', id: 'encoder' });
  return { getManager: () => handle };
}

export function converterStatic(world: FakeWorld): object {
  return {
    exportAsFinalCutProXML: (sequence: Sequence, path: string) => {
      const meta = metaOf(sequence);
      const state = world.project(meta?.projectGuid ?? '').state;
      const found = state.sequences[meta?.id ?? ''];
      const folder = FakeDisk.normal(path).split('/').slice(0, -1).join('/');
      if (!found || !world.disk.hasFolder(folder)) return false;
      const xml = writeFinalCutXml(state, found);
      // It blocks Premiere while it goes through the sequence; how long is not published, so: long enough to be seen.
      const clipCount = found.video.reduce((sum, { items }) => sum + items.length, 0);
      world.clock.pass(150 + 2 * clipCount);
      world.clock.schedule(80, () => world.disk.write(path, { content: xml.slice(0, 40) }));
      world.clock.schedule(200, () => world.disk.write(path, { content: xml }));
      return true;
    },
    exportAsOpenTimelineIO: () => false,
  };
}
