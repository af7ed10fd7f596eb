// Turns what Premiere throws (errors, plain strings, nothing) into the problems of the contract: its refusals, and faults of ours. Knows no operation.
import { ScoreError } from '@framescore/contract';
import type { PremiereModules } from './modules.js';

/** From this version on all members exist that the panel needs. */
const OLDEST_VERSION = [26, 3] as const;
/** What the runtime itself throws, and what Premiere says to a call that is wrong whatever the timeline is like. */
const FAULT_NAMES = /^(Type|Range|Reference|Syntax|Eval|URI)Error$/;
const FAULT_WORDS = /Illegal Parameter type|Not Enough Parameters|Requires locked access/;
const STALE_WORDS = /no longer valid/;

/** Premiere's own words; some rejections are plain strings. */
export function nativeMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** To throw again what was caught before: some rejections are plain strings. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(nativeMessage(error));
}

export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new ScoreError('cancelled', 'The step was cancelled.');
}

/**
 * For what follows the first step on the timeline: Premiere offers no way to take a step back for the user, so a placing that
 * has begun is brought to its end, and the undos that it takes are said.
 */
export const NEVER_CANCELLED = { aborted: false } as AbortSignal;

/** A mistake in the panel: waiting and asking again would only repeat it. */
export function isOwnFault(error: unknown): boolean {
  return error instanceof Error && (FAULT_NAMES.test(error.name) || FAULT_WORDS.test(error.message));
}

/** For reads that may fail: a refusal is no matter, a fault of ours is. */
export function throwOwnFault(error: unknown): void {
  if (isOwnFault(error)) throw error;
}

/** A handle that a change of the project has made useless. */
export function isStale(error: unknown): boolean {
  return STALE_WORDS.test(nativeMessage(error));
}

/** The problem of a fault of ours, with its cause; in a Premiere that is too old, that it is too old. */
export function faultProblem({ uxp }: PremiereModules, advice: string, cause: unknown): ScoreError {
  const version = uxp.host?.version ?? '';
  const isMissing = cause instanceof Error && /is not a (function|constructor)/.test(cause.message);
  if (isMissing && isOlder(version)) {
    const detail = `This is Premiere ${version}; FrameScore needs ${OLDEST_VERSION.join('.')} or later. ${cause.message}`;
    return new ScoreError('premiere-outdated', detail, { cause });
  }
  const name = cause instanceof Error ? `${cause.name}: ` : '';
  return new ScoreError('internal', `${advice} The panel met a fault: ${name}${nativeMessage(cause)}`, {
    cause,
  });
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_VERSION;
  return major > 0 && (major < oldestMajor || (major === oldestMajor && minor < oldestMinor));
}

/** Runs a change; what is no problem yet is a refusal of Premiere, in its own words, or a fault of ours. */
export async function asChangeProblem<T>(
  modules: PremiereModules,
  advice: string,
  signal: AbortSignal,
  run: () => Promise<T>,
): Promise<T> {
  try {
    throwIfCancelled(signal);
    return await run();
  } catch (error) {
    if (error instanceof ScoreError) throw error;
    if (isOwnFault(error)) throw faultProblem(modules, advice, error);
    throw new ScoreError('timeline-rejected', `${advice} Premiere says: ${nativeMessage(error)}`, {
      cause: error,
    });
  }
}
