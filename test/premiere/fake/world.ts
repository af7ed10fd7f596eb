// The state of the fake Premiere: projects, clock, chance, disk, faults, calls. Knows no object of the API; those are made from it.
import type { ApiMember } from './api.js';
import { constantsOf } from './constants.js';
import type { FakeClock } from './clock.js';
import { FakeDisk } from './disk.js';
import { EventBus } from './events.js';
import { noFaults, type Faults } from './faults.js';
import { Locks } from './locks.js';
import type { ProjectState, SequenceState } from './model.js';
import { isAtLeast, type HostVersion, type Profile } from './profiles.js';
import type { Random } from './random.js';

export type UndoEntry = { label: string; before: ProjectState };
/** How long names lag behind a commit (F42). */
const NAME_LAG_MS = 1_000;

export type ProjectRecord = {
  guid: string;
  name: string;
  path: string;
  isOpen: boolean;
  state: ProjectState;
  undoStack: UndoEntry[];
  redoStack: { label: string; after: ProjectState }[];
  epochs: { commit: number; await: number };
  lastCommitMs: number;
  activeSequenceGuid: string | null;
  /** Selected track items by sequence: what the user sees, no part of undo. */
  selection: Map<string, Set<string>>;
};

export type WorldOptions = {
  hostVersion: HostVersion;
  os: 'win' | 'mac';
  profile: Profile;
  clock: FakeClock;
  random: Random;
};

type Hook = { name: string; countdown: number; run: () => void };

const NO_EPOCHS = { commit: 0, await: 0 };

export class FakeWorld {
  readonly hostVersion: HostVersion;
  readonly os: 'win' | 'mac';
  profile: Profile;
  readonly clock: FakeClock;
  readonly random: Random;
  readonly disk: FakeDisk;
  readonly events: EventBus;
  readonly locks: Locks;
  readonly projects = new Map<string, ProjectRecord>();
  readonly calls = new Map<string, number>();
  /** Things a careful caller would not do, but that go through. */
  readonly warnings: string[] = [];
  /** Things that would break a real host; `assertHealthy` throws for them. */
  readonly failures: string[] = [];
  faults: Faults = noFaults();
  /** Frames that were written, with the sequence as it was then. */
  readonly frames: { path: string; timeTicks: bigint; state: SequenceState | null }[] = [];
  activeProjectGuid: string | null = null;
  isWedged = false;
  isCrashed = false;
  #busyUntilMs = 0;
  #callsInBurst = 0;
  #lastCallMs = 0;
  #answers = 0;
  #lastId = 0;
  #hooks: Hook[] = [];

  constructor(options: WorldOptions) {
    this.hostVersion = options.hostVersion;
    this.os = options.os;
    this.profile = options.profile;
    this.clock = options.clock;
    this.random = options.random;
    this.disk = new FakeDisk();
    this.events = new EventBus(this);
    this.locks = new Locks(this);
  }

  newId(prefix: string): string {
    this.#lastId += 1;
    return `${prefix}-${String(this.#lastId).padStart(6, '0')}`;
  }

  newNumber(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  project(guid: string): ProjectRecord {
    const record = this.projects.get(guid);
    if (!record?.isOpen) throw new Error('The script object is no longer valid.');
    return record;
  }

  /** F42: the state whose names are shown. */
  namesOf(projectGuid: string): ProjectState {
    const record = this.project(projectGuid);
    const isFresh = this.clock.nowMs() - record.lastCommitMs < NAME_LAG_MS;
    const before = this.profile.hasStaleNames && isFresh ? record.undoStack.at(-1)?.before : undefined;
    return before ?? record.state;
  }

  sequence(projectGuid: string, guid: string): SequenceState {
    const sequence = this.project(projectGuid).state.sequences[guid];
    if (!sequence) throw new Error('The script object is no longer valid.');
    return sequence;
  }

  epochsOf(projectGuid: string | undefined): { commit: number; await: number } {
    return (projectGuid === undefined ? undefined : this.projects.get(projectGuid)?.epochs) ?? NO_EPOCHS;
  }

  /** F10: a change that is no action: it is there before and after every undo. */
  mutate(projectGuid: string, change: (state: ProjectState) => ProjectState): void {
    const record = this.project(projectGuid);
    record.state = change(record.state);
    for (const entry of record.undoStack) entry.before = change(entry.before);
    for (const entry of record.redoStack) entry.after = change(entry.after);
  }

  /** F6: a mutating asynchronous call may kill handles that were obtained before it. */
  noteMutatingAwait(projectGuid: string): void {
    if (this.random() < this.profile.staleAcrossAwait) this.project(projectGuid).epochs.await += 1;
  }

  assertUsable(): void {
    if (this.#callsInBurst > this.profile.mostCallsInBurst) {
      this.isCrashed = true;
      throw new Error('Premiere has crashed: too many calls without a pause');
    }
    if (this.isWedged) throw new Error('The host is wedged: an exception left lockedAccess');
  }

  /** Runs after an asynchronous native call got its turn; calls are answered one after the other (F33). */
  answer(perform: () => unknown): Promise<unknown> {
    const cost = 0.1 + 0.3 * this.random();
    const now = this.clock.nowMs();
    this.#busyUntilMs = Math.max(now, this.#busyUntilMs) + cost;
    const delay = this.clock.kind === 'real' ? 0 : this.#busyUntilMs - now;
    return new Promise((resolve, reject) => {
      this.clock.schedule(delay, () => {
        this.#interrupt();
        try {
          resolve(perform());
        } catch (error) {
          // Some natives reject with a plain string (F28).
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
          reject(error);
        }
      });
    });
  }

  /** F15, F21: setSelection answers at once only from 26.3 on. */
  isAsyncMember(type: string, member: ApiMember): boolean {
    const wasAsync =
      type === 'Sequence' && member.name === 'setSelection' && !isAtLeast(this.hostVersion, '26.3.2');
    return member.isAsync || wasAsync;
  }

  isConstant(enumName: string, value: unknown): boolean {
    // Any string is taken as an export type, and nothing is exported (F26).
    if (enumName === 'ExportType' && typeof value === 'string') return true;
    return Object.values(constantsOf(enumName, this.profile)).includes(value);
  }

  /** F41: a commit of somebody else, in any open project; it changes nothing and makes handles stale all the same. */
  #interrupt(): void {
    this.#answers += 1;
    const { interruptsEvery } = this.profile;
    if (interruptsEvery === 0 || this.#answers % interruptsEvery !== 0) return;
    for (const record of this.projects.values()) if (record.isOpen) record.epochs.commit += 1;
  }

  noteCall(name: string): void {
    const now = this.clock.nowMs();
    // F38: a pause is time in which Premiere has nothing to do.
    if (now - Math.max(this.#lastCallMs, this.#busyUntilMs) >= 1) this.#callsInBurst = 0;
    this.#lastCallMs = now;
    this.#callsInBurst += 1;
    this.calls.set(name, (this.calls.get(name) ?? 0) + 1);
    for (const hook of [...this.#hooks]) {
      if (hook.name !== name || --hook.countdown > 0) continue;
      this.#hooks = this.#hooks.filter((other) => other !== hook);
      hook.run();
    }
  }

  get callCount(): number {
    return [...this.calls.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Runs just before the nth call of a member, e.g. what the user does in the middle of a job. */
  beforeCall(name: string, run: () => void, nth = 1): void {
    this.#hooks.push({ name, countdown: nth, run });
  }

  /** The user undoes the last step; false when there is none. */
  undo(projectGuid = this.activeProjectGuid ?? ''): boolean {
    const record = this.project(projectGuid);
    const entry = record.undoStack.pop();
    if (!entry) return false;
    record.redoStack.push({ label: entry.label, after: record.state });
    this.#swap(record, entry.before);
    return true;
  }

  redo(projectGuid = this.activeProjectGuid ?? ''): boolean {
    const record = this.project(projectGuid);
    const entry = record.redoStack.pop();
    if (!entry) return false;
    record.undoStack.push({ label: entry.label, before: record.state });
    this.#swap(record, entry.after);
    return true;
  }

  #swap(record: ProjectRecord, state: ProjectState): void {
    record.state = state;
    record.epochs.commit += 1;
    this.events.fireProject(record.guid, 'DIRTY');
  }

  userClicksSequence(guid: string, projectGuid = this.activeProjectGuid ?? ''): void {
    this.project(projectGuid).activeSequenceGuid = guid;
    this.events.fireSequenceActivated(projectGuid, guid);
  }

  userClosesProject(projectGuid = this.activeProjectGuid ?? ''): void {
    this.project(projectGuid).isOpen = false;
    if (this.activeProjectGuid === projectGuid) this.activeProjectGuid = null;
  }

  /** A change by the user's own hand: no transaction of ours, no undo entry of ours. */
  userEdits(change: (state: ProjectState) => ProjectState, projectGuid = this.activeProjectGuid ?? ''): void {
    const record = this.project(projectGuid);
    record.undoStack.push({ label: 'User', before: record.state });
    this.#swap(record, change(record.state));
  }

  /** F23: what is not persistent is gone, and every handle with it. */
  saveAndReopen(projectGuid = this.activeProjectGuid ?? ''): void {
    const record = this.project(projectGuid);
    const sequences = Object.entries(record.state.sequences).map(([guid, sequence]) => [
      guid,
      { ...sequence, properties: persistent(sequence.properties) },
    ]);
    record.state = {
      ...record.state,
      properties: persistent(record.state.properties),
      sequences: Object.fromEntries(sequences) as ProjectState['sequences'],
    };
    record.undoStack = [];
    record.redoStack = [];
    record.epochs.commit += 1;
  }

  assertHealthy(): void {
    if (this.failures.length > 0) throw new Error(this.failures.join('; '));
    if (this.isWedged) throw new Error('the host is wedged');
    if (this.isCrashed) throw new Error('the host crashed: a listener that threw, or a burst of calls');
  }
}

function persistent(properties: ProjectState['properties']): ProjectState['properties'] {
  return Object.fromEntries(Object.entries(properties).filter(([, property]) => property.isPersistent));
}
