// The page around the built panel in end-to-end tests: the fake Premiere, UXP's modules, its limits on sockets, its missing globals.
// Runs in the browser before main.js. Node reads and moves the timeline through `window.stage`.
import { createFakePremiere, type DiskMedia, type ProfileName } from '../../premiere/fake/index.js';
import { defineStandIns } from './stand-ins.js';

export type StageOptions = {
  film: string;
  /** Frames at which the film is cut, the first and the last frame included. */
  cutFrames: number[];
  /** Port on which the host of this test listens; the panel knows only the ports of the contract. */
  hostPort: number;
  socketDomains: string[];
  /** How many sockets UXP denies at first, though the manifest names their addresses (R31). */
  deniedSockets: number;
  profile: ProfileName;
};

type ProbedMedia = { durationTicks: string; framesPerSecond: number; hasVideo: boolean };
declare global {
  interface Window {
    /** Given by the test: what a file on the real disk is. */
    probeMedia(path: string): Promise<ProbedMedia | null>;
    stage: ReturnType<typeof describeStage>;
  }
}

const options = JSON.parse(decodeURIComponent(location.hash.slice(1))) as StageOptions;
const fake = createFakePremiere({ clock: 'real', profile: options.profile, probeMedia });
const film = fake.project.media(options.film, { seconds: 24.08 });
const song = fake.project.media('/media/song.wav', { kind: 'audio', seconds: 24 });
const cut = buildSequence('Night train, cut 3').inOut(0, 250);
const other = buildSequence('Trailer');
const sockets = { opened: [] as string[], refused: [] as string[], denied: 0, sent: [] as string[] };
const violations: string[] = [];

function buildSequence(name: string) {
  const sequence = fake.project.sequence(name);
  options.cutFrames.slice(0, -1).forEach((at, index) => {
    const frames = (options.cutFrames[index + 1] ?? at) - at;
    sequence.clip(film, { at, frames, from: at });
  });
  return sequence.marker({ at: 60, name: 'Kiss', comment: 'the user set this' });
}

async function probeMedia(path: string): Promise<DiskMedia | null> {
  const found = await window.probeMedia(path);
  if (!found) return null;
  const { framesPerSecond, hasVideo } = found;
  const kind = hasVideo ? 'video' : 'audio';
  return { kind, hasVideo, audioStreamCount: 1, durationTicks: BigInt(found.durationTicks), framesPerSecond };
}

/** UXP opens only addresses of the manifest, never an IP (premiere-facts 3.1). */
function limitSockets(): void {
  const Real = window.WebSocket;
  const [firstPort] = options.socketDomains.flatMap((domain) => /:(\d+)$/.exec(domain)?.[1] ?? []);
  const open = (url: string, protocols?: string[]): WebSocket | { close(): void } => {
    const { hostname, port } = new URL(url);
    if (hostname !== 'localhost' || !options.socketDomains.includes(url.replace(/\/$/, ''))) {
      sockets.refused.push(url);
      throw permissionDenied(url);
    }
    if (sockets.denied < options.deniedSockets) {
      sockets.denied += 1;
      throw permissionDenied(url);
    }
    sockets.opened.push(url);
    if (port !== firstPort) return refusedSocket();
    const socket = new Real(`ws://localhost:${options.hostPort}`, protocols);
    const send = socket.send.bind(socket);
    socket.send = (data: string) => {
      sockets.sent.push((JSON.parse(data) as { method: string }).method);
      send(data);
    };
    return socket;
  };
  // A function that is called with `new` and returns an object gives that object.
  window.WebSocket = function (url: string, protocols?: string[]) {
    return open(url, protocols);
  } as unknown as typeof WebSocket;
}

const permissionDenied = (url: string) =>
  new Error(`Permission denied to the url ${url}. Manifest entry not found.`);

/** Only the first port of the contract leads to the host of this test; on the others nothing listens. */
function refusedSocket() {
  const socket = { close: () => undefined, onerror: null as (() => void) | null };
  setTimeout(() => socket.onerror?.(), 1);
  return socket;
}

/** Secrets outlive a reload of the panel. */
function keepSecrets(): void {
  fake.uxp.storage.secureStorage.getItem = (key) => {
    const kept = localStorage.getItem(`secret ${key}`);
    return Promise.resolve(kept === null ? null : Uint8Array.from(kept.split(','), Number));
  };
  fake.uxp.storage.secureStorage.setItem = (key, value) => {
    if (typeof value === 'string') throw new Error('this panel keeps bytes');
    return Promise.resolve(localStorage.setItem(`secret ${key}`, [...value].join(',')));
  };
}

/** What UXP's window does not have must not be missed (premiere-facts 4.1). */
function removeWhatUxpLacks(): void {
  const lacking = [
    'Worker',
    'AudioContext',
    'Audio',
    'EventSource',
    'SharedArrayBuffer',
    'matchMedia',
    'queueMicrotask',
  ];
  for (const name of [...lacking, 'TextEncoder', 'TextDecoder']) Reflect.deleteProperty(window, name);
  Object.defineProperty(crypto, 'subtle', { value: undefined });
  for (const name of ['any', 'timeout']) Reflect.deleteProperty(AbortSignal, name);
  for (const name of ['throwIfAborted', 'onabort']) Reflect.deleteProperty(AbortSignal.prototype, name);
  // No events: AbortSignal is no EventTarget there.
  Object.setPrototypeOf(AbortSignal.prototype, Object.prototype);
}

/** What UXP would do with what the panel does: controls that TAB no longer reaches, Spectrum buttons that go on clicking. */
const unkindness = { lostTabs: [] as string[], clickLoops: [] as string[] };
const LOOPED_CLICKS = 3;
let lastClicked: HTMLElement | undefined;

function beUnkind(): void {
  document.addEventListener('click', ({ target }) => (lastClicked = target as HTMLElement), {
    capture: true,
  });
  const Observer = MutationObserver;
  new Observer((changes) => {
    for (const { target, oldValue } of changes) {
      const control = target as HTMLElement;
      // Enabled again: from now on TAB passes it by.
      if (oldValue === null || control.hasAttribute('disabled')) continue;
      control.setAttribute('tabindex', '-1');
      unkindness.lostTabs.push(`${control.tagName} ${control.textContent}`);
    }
  }).observe(document, {
    subtree: true,
    attributes: true,
    attributeFilter: ['disabled'],
    attributeOldValue: true,
  });
}

/** A file picker that was opened from a Spectrum button (PS-57264). */
function loopClicks(): void {
  const button = lastClicked?.closest<HTMLElement>('sp-button, sp-action-button');
  if (!button) return;
  unkindness.clickLoops.push(button.textContent);
  for (let click = 1; click <= LOOPED_CLICKS; click += 1) setTimeout(() => button.click(), click * 50);
}

type Plan = {
  panels: Record<string, { create(node: HTMLElement): void; show(): void; hide(): void }>;
  commands: Record<string, { run(): void }>;
};
let plan: Plan | undefined;
const savedFiles: string[] = [];
const copiedTexts: string[] = [];
const openedPrograms: string[] = [];

function uxpWithPickers() {
  const { localFileSystem } = fake.uxp.storage;
  const write = (text: string) => Promise.resolve(savedFiles.push(text));
  const getFileForSaving = (name: string) => {
    loopClicks();
    return Promise.resolve({ name, nativePath: `/chosen/${name}`, write });
  };
  const getFileForOpening = () => {
    loopClicks();
    return Promise.resolve({ name: 'Other.command', nativePath: '/chosen/Other.command', write });
  };
  // Nothing lies where the host usually does.
  const openPath = (path: string) => {
    openedPrograms.push(path);
    return Promise.resolve(path.startsWith('/chosen/') ? '' : 'The file was not found.');
  };
  const setup = (given: Plan) => {
    fake.uxp.entrypoints.setup(given);
    plan = given;
    // Premiere makes the panel a moment after the script has run.
    setTimeout(() => {
      given.panels['framescore.main']?.create(document.body);
      given.panels['framescore.main']?.show();
    }, 0);
  };
  const storage = {
    ...fake.uxp.storage,
    localFileSystem: { ...localFileSystem, getFileForSaving, getFileForOpening },
  };
  return { ...fake.uxp, storage, shell: { openPath }, entrypoints: { setup } };
}

const isOurs = (itemId: string | null) =>
  itemId !== null && (pathOf(itemId) ?? '').includes('scores') && !(pathOf(itemId) ?? '').includes('song');

function pathOf(itemId: string): string | undefined {
  return fake.world.project(fake.project.record.guid).state.items[itemId]?.media?.path;
}

/** The timeline as a test can compare it: frames as numbers, ours and foreign apart. */
function readSequence(sequence: typeof cut) {
  const { state } = sequence;
  const frame = (ticks: bigint) => Number(ticks) / Number(state.ticksPerFrame);
  const clips = [...state.video, ...state.audio].flatMap(({ items }, track) =>
    items.map(({ itemId, start, end, in: from, isDisabled, mediaType, name }) => ({
      ours: isOurs(itemId),
      clip: { track, mediaType, name, start: frame(start), end: frame(end), in: frame(from), isDisabled },
      path: itemId === null ? null : (pathOf(itemId) ?? null),
    })),
  );
  const isOurMarker = ({ comments }: { comments: string }) => comments.startsWith('framescore:');
  return {
    ours: clips.filter(({ ours }) => ours).map(({ clip, path }) => ({ ...clip, path })),
    foreign: clips.filter(({ ours }) => !ours).map(({ clip }) => clip),
    markerFrames: state.markers.filter(isOurMarker).map(({ start }) => frame(start)),
    markerColours: state.markers.filter(isOurMarker).map(({ colorIndex }) => colorIndex),
    foreignMarkers: state.markers
      .filter((marker) => !isOurMarker(marker))
      .map(({ name, start }) => [name, frame(start)]),
    propertyCount: Object.keys(state.properties).length,
  };
}

/** Higher than any track of ours. */
const SONG_TRACK = 4;
const isNotOfSong = ({ comments }: { comments: string }) => !comments.startsWith('framescore:beats:');
type Track = (typeof cut.state.audio)[number];
function withoutSong(track: Track, index: number): Track {
  return index === SONG_TRACK ? { ...track, items: [] } : track;
}

function describeStage() {
  return {
    timeline: () => readSequence(cut),
    otherTimeline: () => readSequence(other),
    mark: (inFrame: number, outFrame: number) => void cut.inOut(inFrame, outFrame),
    open: (which: 'cut' | 'other') => {
      fake.project.record.activeSequenceGuid = which === 'cut' ? cut.guid : other.guid;
    },
    /** Puts a sound of the user on the third track and selects it. */
    addSong: (path: string) => {
      const item = path === '' ? song : fake.project.media(path, { kind: 'audio', seconds: 10 });
      cut.clip(item, { track: SONG_TRACK, at: 0, frames: 250, isSelected: true });
    },
    removeSong: () =>
      void cut.edit((one) => ({
        ...one,
        audio: one.audio.map(withoutSong),
        markers: one.markers.filter(isNotOfSong),
      })),
    undo: () => void fake.world.undo(fake.project.record.guid),
    runDiagnostics: () => plan?.commands['framescore.diagnostics']?.run(),
    show: () => plan?.panels['framescore.main']?.show(),
    hide: () => plan?.panels['framescore.main']?.hide(),
    savedFiles,
    copiedTexts,
    openedPrograms,
    unkindness,
    sockets,
    violations,
    warnings: fake.world.warnings,
    failures: fake.world.failures,
    calls: () => Object.fromEntries(fake.world.calls),
  };
}

// Last, when everything above is there.
defineStandIns();
limitSockets();
keepSecrets();
beUnkind();
removeWhatUxpLacks();
document.addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
  violations.push(violatedDirective),
);
const modules: Record<string, unknown> = {
  uxp: uxpWithPickers(),
  os: { platform: () => 'darwin', homedir: () => '/Users/editor' },
  premierepro: fake.module,
};
Object.assign(window, { require: (id: string) => modules[id] });
// As UXP has it: a content by type, no plain text.
const setContent = (content: Record<string, string>) =>
  Promise.resolve(void copiedTexts.push(content['text/plain'] ?? ''));
Object.defineProperty(navigator, 'clipboard', { value: { setContent } });
window.stage = describeStage();
