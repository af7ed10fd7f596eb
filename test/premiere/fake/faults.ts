// What goes wrong on purpose in one test: imports that come late or not at all, frames that are never written, refused factories.

export type ImportPlan =
  | { kind: 'ok' }
  /** The item appears so many milliseconds after the promise resolved. */
  | { kind: 'late'; delayMs: number }
  | { kind: 'root' }
  | { kind: 'absent' }
  | { kind: 'refused' }
  | { kind: 'rejected' }
  /** Ingest copied the file: the item has another path. */
  | { kind: 'renamed'; path: string };

export type Faults = {
  /** One plan for each import to come; after them all are ok. */
  imports: ImportPlan[];
  /** How many of the next exported frames return true and are never written. */
  framesToDrop: number;
  /** How many of the next frame exports answer false. */
  framesToRefuse: number;
  /** How many of the next calls of a factory return undefined, by member name. */
  emptyFactories: Record<string, number>;
  /** How many of the next addAction calls return false. */
  refusedActions: number;
  /** How many of the next transactions return true and change nothing. */
  ignoredTransactions: number;
  /** How many of the next getSelection calls reject. */
  failingSelections: number;
  /** Members that fail for one object, by `Type.member` and the id of what it stands for. */
  failingReads: Record<string, { id: string; error: Error | string }>;
  /** Members that answer something odd for one object, as above. */
  oddReads: Record<string, { id: string; answer: unknown }>;
  /** Members whose promises are never settled. */
  silentReads: Set<string>;
};

export function noFaults(): Faults {
  return {
    imports: [],
    framesToDrop: 0,
    framesToRefuse: 0,
    emptyFactories: {},
    refusedActions: 0,
    ignoredTransactions: 0,
    failingSelections: 0,
    failingReads: {},
    oddReads: {},
    silentReads: new Set(),
  };
}
