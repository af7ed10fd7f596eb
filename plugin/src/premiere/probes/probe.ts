// What a probe is: an open question about Premiere (premiere-facts section 9), asked on a scratch sequence, answered as data.
import type { Project, ProjectItem, Sequence } from '@adobe/premierepro';
import type { PremiereContext } from '../modules.js';

export type ProbeScene = {
  context: PremiereContext;
  signal: AbortSignal;
  /** Fresh handles at each call: commits make old ones stale. */
  project: () => Promise<Project>;
  /** The scratch sequence. */
  scratch: () => Promise<Sequence>;
  /** The sequence that was open before; null without one. Only read. */
  opened: () => Promise<Sequence | null>;
  /** A tone of a little over one second, imported. */
  tone: () => Promise<ProjectItem>;
  toneTicks: bigint;
};

export type Probe = {
  id: string;
  question: string;
  /** What a person must do or look at, where the program cannot. */
  byHand?: string;
  ask?: (scene: ProbeScene) => Promise<unknown>;
};

export type ProbeResult = {
  id: string;
  question: string;
  status: 'answered' | 'failed' | 'by-hand';
  answer: unknown;
  byHand: string | null;
};

export type ProbeReport = {
  schemaVersion: 1;
  host: { name: string; version: string };
  askedAt: string;
  results: ProbeResult[];
};
