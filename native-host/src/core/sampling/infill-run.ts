// What composing a range anew asks of the model, for any token family. Types only.

/** Rows [nextRow, toRow) of a token matrix are still to be written; those from `toRow` on stay as they are. */
export type InfillTask = {
  /** Conditions of the whole score without any join, row-major [T, C]. */
  conditions: Int32Array;
  /** [R][K]; those of [nextRow, toRow) are not looked at. */
  tokens: readonly (readonly number[])[];
  nextRow: number;
  toRow: number;
};

/** One run of the model. Position i of it is step `steps[i]` of the score. */
export type InfillRun = {
  steps: number[];
  /** Row-major [P, C]. */
  conditions: Int32Array;
  /** Tokens that are given, -1 where free; it may be shorter than the run [G][K]. */
  forced: number[][];
  /** Rows of the score that are given before those that are written. */
  givenRows: number;
  /** Position that follows "before the beginning", as the first one does. */
  restart?: number;
};
