// Ports that live in memory, for tests of use cases and screens: what is called is recorded, what is answered can be set.
import {
  ScoreError,
  type ScoreJob,
  type WireMethod,
  type WireParams,
  type WireResult,
} from '@framescore/contract';
import type { CancelToken } from '../../../plugin/src/cancel-signal.js';
import type {
  HostConnection,
  HostEvent,
  HostPort,
  PanelPorts,
  PlacementReport,
  PlatformPort,
  RangeSummary,
  ReplacedScore,
  SelectedSound,
  TimelinePort,
} from '../../../plugin/src/ports.js';
import { MODELS, PLACED, SAMPLE_RANGE, sampleJob } from './sample-states.js';

type Answers = { [M in WireMethod]?: (params: WireParams<M>) => WireResult<M> | Promise<WireResult<M>> };

/** A host that answers what it is told to, and speaks when it is told to. */
export class MemoryHost implements HostPort {
  readonly asked: { method: WireMethod; params: unknown }[] = [];
  connection: HostConnection = { state: 'ready', hostVersion: '0.1.0' };
  answers: Answers = {
    models: () => ({ models: MODELS }),
    jobs: () => ({ jobs: [] }),
    compose: () => ({ jobId: 'job-1' }),
    regenerate: () => ({ jobId: 'job-2' }),
    job: () => sampleJob({ state: 'running', takes: [] }),
    cancel: () => ({}),
    'pair-start': () => ({ expiresSeconds: 120 }),
    beats: () => ({ tempoBpm: 120, beatsTicks: [], downbeatsTicks: [] }),
  };
  private readonly connectionListeners = new Set<(connection: HostConnection) => void>();
  private readonly eventListeners = new Set<(event: HostEvent) => void>();

  watchConnection(listener: (connection: HostConnection) => void) {
    this.connectionListeners.add(listener);
    listener(this.connection);
    return () => this.connectionListeners.delete(listener);
  }

  watchEvents(listener: (event: HostEvent) => void) {
    this.eventListeners.add(listener);
    return () => this.eventListeners.delete(listener);
  }

  async request<M extends WireMethod>(method: M, params: WireParams<M>, signal: CancelToken) {
    this.asked.push({ method, params });
    if (this.connection.state === 'unreachable') throw new ScoreError('host-unreachable', 'Start it.');
    const answer = this.answers[method];
    if (!answer) throw new ScoreError('internal', `No answer for ${method}.`);
    const result = await answer(params);
    if (signal.aborted) throw new ScoreError('cancelled', 'Cancelled.');
    return result;
  }

  pair = (code: string) => {
    this.asked.push({ method: 'pair', params: { code } });
    this.become({ state: 'ready', hostVersion: '0.1.0' });
    return Promise.resolve();
  };

  become(connection: HostConnection): void {
    this.connection = connection;
    this.connectionListeners.forEach((listener) => listener(connection));
  }

  tell(event: HostEvent): void {
    this.eventListeners.forEach((listener) => listener(event));
  }

  end(job: ScoreJob): void {
    this.tell({ name: 'score-end', params: { job } });
  }

  /** Listeners that nobody took away. */
  get listenerCount(): number {
    return this.connectionListeners.size + this.eventListeners.size;
  }

  count(method: WireMethod): number {
    return this.asked.filter((each) => each.method === method).length;
  }
}

export class MemoryTimeline implements TimelinePort {
  range: RangeSummary | null = SAMPLE_RANGE;
  sound: SelectedSound | null = null;
  readonly changes: { what: string; request: unknown }[] = [];
  report: PlacementReport = { placed: PLACED, scores: [PLACED], undoSteps: 1, warnings: [] };
  failWith: ScoreError | null = null;
  replaced: ReplacedScore[] = [];

  readRange = () =>
    this.range
      ? Promise.resolve(this.range)
      : Promise.reject(new ScoreError('no-active-sequence', 'Open a sequence.'));

  glanceAtRange: TimelinePort['glanceAtRange'] = () => this.readRange();

  readTimeline: TimelinePort['readTimeline'] = async () => {
    const summary = await this.readRange();
    const snapshot = {
      schemaVersion: 1 as const,
      projectName: 'Film',
      rootGuid: summary.sequenceGuid,
      inTicks: null,
      outTicks: null,
      sequences: [],
    };
    return { summary, snapshot, warnings: [] };
  };

  readReplaced = () => Promise.resolve(this.replaced);

  placeScore = (request: Parameters<TimelinePort['placeScore']>[0]) => {
    const { placed } = this.report;
    const isOpen = this.range?.sequenceGuid === request.sequenceGuid;
    if (this.range && isOpen && !this.failWith) this.range = { ...this.range, placed, scores: [placed] };
    return this.change('place', request, this.report);
  };
  setMarkers = (request: Parameters<TimelinePort['setMarkers']>[0]) =>
    this.change('markers', request, this.report);
  removeScore = (request: Parameters<TimelinePort['removeScore']>[0]) => this.change('remove', request, []);
  readSelectedSound = () => Promise.resolve(this.sound);
  markBeats = (request: Parameters<TimelinePort['markBeats']>[0]) =>
    this.change('beats', request, { markerCount: request.beatsTicks.length });
  runProbes = () => Promise.resolve('{"probes":[]}');

  private change<T>(what: string, request: unknown, result: T): Promise<T> {
    if (this.failWith) return Promise.reject(this.failWith);
    this.changes.push({ what, request });
    return Promise.resolve(result);
  }
}

export class MemoryPlatform implements PlatformPort {
  started: boolean[] = [];
  /** What opening the launcher leads to. */
  onStart: () => Promise<boolean> = () => Promise.resolve(true);
  isSeen = true;
  copied: string[] = [];
  saved: string[] = [];
  canSave = true;
  private seeds = 100;

  startHost = (isAnother: boolean) => {
    this.started.push(isAnother);
    return this.onStart();
  };
  isShown = () => this.isSeen;
  copyText = (text: string) => Promise.resolve(void this.copied.push(text));
  saveText = (_name: string, text: string) => {
    if (this.canSave) this.saved.push(text);
    return Promise.resolve(this.canSave);
  };
  drawSeed = () => this.seeds++;
  watchTheme = (listener: (theme: 'darkest') => void) => {
    listener('darkest');
    return () => undefined;
  };
}

export type MemoryPorts = PanelPorts & {
  host: MemoryHost;
  timeline: MemoryTimeline;
  platform: MemoryPlatform;
};

export function memoryPorts(): MemoryPorts {
  return { host: new MemoryHost(), timeline: new MemoryTimeline(), platform: new MemoryPlatform() };
}
