// F1-F4, F7-F11: locks, transactions and actions. An action is a function over snapshots, compiled where it was created.
import { native, STALE } from './native.js';
import type { ProjectState } from './model.js';
import { isAtLeast } from './profiles.js';
import type { FakeWorld, ProjectRecord } from './world.js';

/** What one transaction may do only once (F7). */
export type TransactionContext = { hasCreatedTrack: boolean; before: ProjectState };
export type ActionBody = (working: ProjectState, transaction: TransactionContext) => ProjectState;

type ActionRecord = { body: ActionBody; lockId: number };
type Compound = { lockId: number; isOpen: boolean; bodies: ActionBody[] };

/** More commits than this within the window tire the host for so long (R12). */
const MOST_COMMITS = 12;
const COMMIT_WINDOW_MS = 2_000;
const TIRED_MS = 60_000;

export class Locks {
  readonly #world: FakeWorld;
  readonly #actions = new WeakMap<object, ActionRecord>();
  #depth = 0;
  #lockId = 0;
  #compound: Compound | null = null;
  #commitTimesMs: number[] = [];
  #tiredUntilMs = 0;

  constructor(world: FakeWorld) {
    this.#world = world;
  }

  isAction(value: unknown): boolean {
    return typeof value === 'object' && value !== null && this.#actions.has(value);
  }

  /** F1, F12. */
  createAction(name: string, build: () => unknown): unknown {
    const world = this.#world;
    if (this.#depth === 0) {
      if (isAtLeast(world.hostVersion, '26.3.2')) throw new Error(world.profile.lockError);
      world.warnings.push(`${name} outside of a lock`);
    }
    this.#assertRested();
    const left = world.faults.emptyFactories[name] ?? 0;
    if (left > 0) world.faults.emptyFactories[name] = left - 1;
    if (left > 0 || world.random() < world.profile.factoryFailure) return undefined;
    const body = build() as ActionBody;
    const action = native<object>(world, 'Action', {}, { kind: 'value', id: world.newId('action') });
    this.#actions.set(action, { body, lockId: this.#lockId });
    return action;
  }

  lockedAccess(callback: () => unknown): void {
    this.#enter();
    try {
      this.#refuseThenable(callback());
    } catch (error) {
      // F8: an exception that leaves the lock wedges the host.
      this.#world.isWedged = true;
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  executeTransaction(
    record: ProjectRecord,
    callback: (compound: unknown) => unknown,
    label?: string,
  ): boolean {
    if (this.#compound) throw new Error('executeTransaction inside executeTransaction');
    this.#assertRested();
    this.#enter();
    const compound: Compound = { lockId: this.#lockId, isOpen: true, bodies: [] };
    this.#compound = compound;
    try {
      this.#refuseThenable(callback(this.#compoundHandle(compound)));
      if (compound.bodies.length > 0) this.#commit(record, compound, label);
      return true;
    } finally {
      compound.isOpen = false;
      this.#compound = null;
      this.#depth -= 1;
    }
  }

  #enter(): void {
    if (this.#depth === 0) this.#lockId += 1;
    this.#depth += 1;
  }

  /** F3. */
  #refuseThenable(returned: unknown): void {
    if (typeof returned !== 'object' || returned === null || !('then' in returned)) return;
    void Promise.resolve(returned as Promise<unknown>).catch(() => undefined);
    this.#world.failures.push('async callback');
    throw new Error('async callback: what follows its first await runs outside the lock');
  }

  #compoundHandle(compound: Compound): unknown {
    return native<{ addAction(action: object): boolean; readonly empty: boolean }>(
      this.#world,
      'CompoundAction',
      {
        addAction: (action) => this.#add(compound, action),
        get empty() {
          return compound.bodies.length === 0;
        },
      },
      { kind: 'value', id: 'compound' },
    );
  }

  /** F2. */
  #add(compound: Compound, action: object): boolean {
    const record = this.#actions.get(action);
    if (!compound.isOpen || !record || record.lockId !== compound.lockId) throw new Error(STALE);
    if (this.#world.faults.refusedActions > 0) {
      this.#world.faults.refusedActions -= 1;
      return false;
    }
    compound.bodies.push(record.body);
    return true;
  }

  #commit(record: ProjectRecord, compound: Compound, label: string | undefined): void {
    const world = this.#world;
    world.clock.pass(world.profile.transactionMs);
    const before = record.state;
    if (world.faults.ignoredTransactions > 0) {
      world.faults.ignoredTransactions -= 1;
      return;
    }
    const transaction: TransactionContext = { hasCreatedTrack: false, before };
    const after = compound.bodies.reduce((working, body) => body(working, transaction), before);
    if (label === undefined) world.warnings.push('a transaction without a label');
    record.undoStack.push({ label: label ?? 'Unnamed', before });
    record.redoStack = [];
    record.state = after;
    record.epochs.commit += 1;
    record.lastCommitMs = world.clock.nowMs();
    this.#noteCommit();
    world.events.fireProject(record.guid, 'DIRTY');
  }

  #noteCommit(): void {
    const now = this.#world.clock.nowMs();
    this.#commitTimesMs = [...this.#commitTimesMs.filter((time) => now - time < COMMIT_WINDOW_MS), now];
    if (this.#world.profile.exhausts && this.#commitTimesMs.length > MOST_COMMITS) {
      this.#tiredUntilMs = now + TIRED_MS;
    }
  }

  /** F11: reads still work, writes do not. */
  #assertRested(): void {
    if (this.#world.clock.nowMs() < this.#tiredUntilMs) throw new Error(STALE);
  }
}
