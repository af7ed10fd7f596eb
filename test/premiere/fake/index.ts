// The edge of the fake Premiere: a world, and the two modules that the panel requires. Runs in Node and in browsers.
import type { premierepro } from '@adobe/premierepro';
import { ProjectBuilder } from './build-project.js';
import { realClock, virtualClock } from './clock.js';
import type { DiskMedia } from './disk.js';
import { makeModule } from './module.js';
import { PROFILES, type HostVersion, type Profile, type ProfileName } from './profiles.js';
import { seededRandom } from './random.js';
import { makeUxp, type FakeUxp } from './uxp.js';
import { FakeWorld } from './world.js';

export type FakeOptions = {
  hostVersion?: HostVersion;
  os?: 'win' | 'mac';
  profile?: ProfileName | Profile;
  clock?: 'virtual' | 'real';
  seed?: number;
  /** Folder that stands for plugin-temp; it must exist for real when `onWrite` writes for real. */
  temporaryFolder?: string;
  /** Facts of a media file that the virtual disk does not have, e.g. a WAV that a real host wrote. */
  probeMedia?: (path: string) => Promise<DiskMedia | null>;
  /** Told of each exported frame and XML file, once complete. */
  onWrite?: (path: string, content: string | Uint8Array) => void;
  build?: (project: ProjectBuilder) => void;
};

export type FakePremiere = {
  world: FakeWorld;
  /** What require("premierepro") returns. */
  module: premierepro;
  /** What require("uxp") returns. */
  uxp: FakeUxp;
  project: ProjectBuilder;
};

export function createFakePremiere(options: FakeOptions = {}): FakePremiere {
  const { profile = 'strict' } = options;
  const world = new FakeWorld({
    hostVersion: options.hostVersion ?? '26.3.2',
    os: options.os ?? 'mac',
    profile: typeof profile === 'string' ? PROFILES[profile] : profile,
    clock: options.clock === 'real' ? realClock() : virtualClock(),
    random: seededRandom(options.seed ?? 1),
  });
  if (options.probeMedia) world.disk.probe = options.probeMedia;
  if (options.onWrite) world.disk.onWrite = options.onWrite;
  const project = new ProjectBuilder(world, 'Film');
  options.build?.(project);
  const temporaryFolder = options.temporaryFolder ?? '/plugin-temp';
  const uxp = makeUxp(world, { temporaryFolder, dataFolder: '/plugin-data' });
  return { world, module: makeModule(world), uxp, project };
}

export { ProjectBuilder } from './build-project.js';
export { SequenceBuilder } from './build-sequence.js';
export type { DiskMedia } from './disk.js';
export { FakeApiError } from './native.js';
export { HOST_VERSIONS, PROFILES, type HostVersion, type ProfileName } from './profiles.js';
export { TICKS_PER_FRAME, TICKS_PER_SECOND, secondsToTicks, type RateName } from './ticks.js';
export { FakeWorld } from './world.js';
