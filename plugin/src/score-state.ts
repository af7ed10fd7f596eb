// Everything the panel shows, in one value, and the only function that changes it. Pure: no port, no clock, no chance.
import type { ProblemCode, ScoreJob } from '@framescore/contract';
import { areChanged, FIRST_CONTROLS, readSettings, type PanelControls, type PanelModel } from './controls.js';
import type {
  HostConnection,
  MarkerChoice,
  PanelProgress,
  PlacedScore,
  PlacementReport,
  RangeSummary,
  ReplacedScore,
} from './ports.js';
import { isMostlyInside } from './score-view.js';

/** What the person can set going; one at a time. */
export type CommandName =
  | 'generate'
  | 'regenerate'
  | 'resume'
  | 'switch-take'
  | 'change-markers'
  | 'mark-beats'
  | 'remove-score'
  | 'request-code'
  | 'pair'
  | 'start-host'
  | 'run-probes'
  | 'copy';

export type Activity = {
  command: CommandName;
  progress: PanelProgress | null;
  isCancelling: boolean;
};

export type PanelProblem = {
  code: ProblemCode;
  detail: string;
  command: CommandName;
  /** What lies behind it, for the details that can be copied. */
  cause?: string;
};

/** A take that was asked for, and what of other scores it would take the place of: asked once more before it does. */
export type TakeQuestion = {
  jobId: string;
  take: number;
  version: number;
  replaced: ReplacedScore[];
};

export type ScoreState = {
  connection: HostConnection;
  /** Null: no sequence is open. Undefined: not read yet. */
  range: RangeSummary | null | undefined;
  models: PanelModel[];
  controls: PanelControls;
  markers: MarkerChoice;
  /** Whether controls or markers were set since they last were those of a score: then a neighbour does not overrule them. */
  areChoicesOwn: boolean;
  /** Scores of the open sequence, newest first, running ones included. */
  jobs: ScoreJob[];
  activity: Activity | null;
  problem: PanelProblem | null;
  /** One sentence about what was just done. */
  notice: string | null;
  /** What Premiere did not take as it should, in plain words. */
  placementWarnings: string[];
  /** The report of the diagnostics, until it is saved or put away. */
  diagnostics: string | null;
  takeQuestion: TakeQuestion | null;
  /** Whether the host shows a pairing code. */
  isCodeShown: boolean;
};

export type ScoreAction =
  | { type: 'connection-changed'; connection: HostConnection }
  | { type: 'range-read'; range: RangeSummary | null }
  | { type: 'models-read'; models: PanelModel[] }
  | { type: 'jobs-read'; sequenceGuid: string; jobs: ScoreJob[] }
  | { type: 'job-changed'; job: ScoreJob }
  | { type: 'controls-changed'; controls: PanelControls }
  | { type: 'markers-chosen'; markers: MarkerChoice }
  | { type: 'command-started'; command: CommandName }
  | { type: 'progressed'; progress: PanelProgress }
  | { type: 'cancel-asked' }
  | { type: 'command-ended' }
  | { type: 'problem-met'; problem: PanelProblem }
  | { type: 'problem-dismissed' }
  | { type: 'notice-given'; notice: string }
  | { type: 'code-shown' }
  | { type: 'take-questioned'; question: TakeQuestion | null }
  | { type: 'diagnostics-made'; report: string | null }
  | { type: 'score-placed'; sequenceGuid: string; report: PlacementReport }
  | { type: 'score-removed'; sequenceGuid: string; scores: PlacedScore[] };

export const FIRST_STATE: ScoreState = {
  connection: { state: 'connecting' },
  range: undefined,
  models: [],
  controls: FIRST_CONTROLS,
  markers: { isOn: true, everyNth: 1, areDownbeatsColoured: true },
  areChoicesOwn: false,
  jobs: [],
  activity: null,
  problem: null,
  notice: null,
  placementWarnings: [],
  diagnostics: null,
  takeQuestion: null,
  isCodeShown: false,
};

/** The next state; the same value when nothing changes. */
export function reduceScore(state: ScoreState, action: ScoreAction): ScoreState {
  switch (action.type) {
    case 'connection-changed':
      return withConnection(state, action.connection);
    case 'range-read':
      return withRange(state, action.range);
    case 'models-read':
      return { ...state, models: action.models };
    case 'jobs-read':
      return state.range?.sequenceGuid === action.sequenceGuid ? { ...state, jobs: action.jobs } : state;
    case 'job-changed':
      return withJob(state, action.job);
    case 'controls-changed':
      return { ...state, controls: action.controls, areChoicesOwn: true };
    case 'markers-chosen':
      return { ...state, markers: action.markers, areChoicesOwn: true };
    case 'notice-given':
      return { ...state, notice: action.notice };
    case 'diagnostics-made':
      return { ...state, diagnostics: action.report };
    case 'take-questioned':
      return { ...state, takeQuestion: action.question };
    case 'code-shown':
      return { ...state, isCodeShown: true };
    case 'score-placed':
      return withPlacement(state, action.sequenceGuid, action.report);
    case 'score-removed':
      return withoutPlacement(state, action.sequenceGuid, action.scores);
    default:
      return reduceActivity(state, action);
  }
}

type ActivityAction = Extract<
  ScoreAction,
  { type: 'command-started' | 'progressed' | 'cancel-asked' | 'command-ended' | `problem-${string}` }
>;

function reduceActivity(state: ScoreState, action: ActivityAction): ScoreState {
  const { activity } = state;
  switch (action.type) {
    case 'command-started':
      return {
        ...state,
        activity: { command: action.command, progress: null, isCancelling: false },
        problem: null,
        notice: null,
        placementWarnings: [],
        takeQuestion: null,
      };
    case 'progressed':
      return activity ? { ...state, activity: { ...activity, progress: action.progress } } : state;
    case 'cancel-asked':
      return activity ? { ...state, activity: { ...activity, isCancelling: true } } : state;
    case 'command-ended':
      return { ...state, activity: null };
    case 'problem-met':
      // First cause wins: what fails while cleaning up is not shown over it.
      return { ...state, activity: null, problem: state.problem ?? action.problem };
    case 'problem-dismissed':
      return { ...state, problem: null };
  }
}

function withConnection(state: ScoreState, connection: HostConnection): ScoreState {
  const isCodeShown = connection.state === 'unpaired' && state.isCodeShown;
  // "Host not running" is answered by the host coming back.
  const isAnswered =
    connection.state === 'ready' &&
    (state.problem?.code === 'host-unreachable' || state.problem?.code === 'network-denied');
  return { ...state, connection, isCodeShown, problem: isAnswered ? null : state.problem };
}

function withRange(state: ScoreState, range: RangeSummary | null): ScoreState {
  const isSameSequence = range?.sequenceGuid === state.range?.sequenceGuid;
  const { placed } = range ?? { placed: null };
  const here = isSameSequence
    ? { jobs: state.jobs, takeQuestion: state.takeQuestion }
    : { jobs: [], takeQuestion: null };
  const next = { ...state, ...here, range };
  const isNewScore = placed !== null && placed.settings !== state.range?.placed?.settings;
  if (!range || !isNewScore || isSameScore(state, range)) return next;
  const isMeant = !state.areChoicesOwn && isMostlyInside(range.range, placed);
  if (isSameSequence && !isMeant) return next;
  const controls = readSettings(placed.settings, state.controls);
  return { ...next, controls, markers: placed.markers, areChoicesOwn: false };
}

/** Whether the score that stands there is the one that stood there: then the controls may have been changed since. */
function isSameScore(state: ScoreState, range: RangeSummary | null): boolean {
  const before = state.range?.placed;
  return before !== null && before !== undefined && before.jobId === range?.placed?.jobId;
}

function withJob(state: ScoreState, job: ScoreJob): ScoreState {
  if (state.range?.sequenceGuid !== job.sequenceGuid) return state;
  const isKnown = state.jobs.some(({ jobId }) => jobId === job.jobId);
  const jobs = isKnown
    ? state.jobs.map((each) => (each.jobId === job.jobId ? job : each))
    : [job, ...state.jobs];
  return { ...state, jobs };
}

function withPlacement(state: ScoreState, sequenceGuid: string, report: PlacementReport): ScoreState {
  const next = { ...state, placementWarnings: report.warnings };
  if (state.range?.sequenceGuid !== sequenceGuid) return next;
  const { placed, scores } = report;
  const range = { ...state.range, placed, scores };
  // What was chosen is now that of a score, unless it was set meanwhile for the next one.
  const areChoicesOwn = state.areChoicesOwn && areChanged(state.controls, placed.settings);
  return { ...next, range, markers: placed.markers, areChoicesOwn };
}

/** Which other score is under the range, the next look at the timeline says. */
function withoutPlacement(state: ScoreState, sequenceGuid: string, scores: PlacedScore[]): ScoreState {
  if (state.range?.sequenceGuid !== sequenceGuid) return state;
  const range = { ...state.range, placed: null, replaced: [], scores };
  return { ...state, range, placementWarnings: [] };
}
