// Holds the state of the panel and tells who looks at it of each change. A listener that fails does not stop the others.
import { FIRST_STATE, reduceScore, type ScoreAction, type ScoreState } from './score-state.js';

export type ScoreStore = {
  getState(): ScoreState;
  dispatch(action: ScoreAction): void;
  /** -> stops. */
  subscribe(listener: () => void): () => void;
};

export function createScoreStore(first: ScoreState = FIRST_STATE): ScoreStore {
  let state = first;
  const listeners = new Set<() => void>();
  return {
    getState: () => state,
    dispatch(action) {
      const next = reduceScore(state, action);
      if (next === state) return;
      state = next;
      for (const listener of listeners) callSafely(listener);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function callSafely(listener: () => void): void {
  try {
    listener();
  } catch {
    // The error boundary shows what went wrong while drawing; the state itself is sound.
  }
}
