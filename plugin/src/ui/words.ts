// Numbers and names of the program in the words of an editor. Pure.
import type { ScoreResult, ScoreTake, ScoreWarning, Stage, SyncScore } from '@framescore/contract';
import type { PanelControls, PanelStyle } from '../controls.js';
import type { PanelProgress, RangeSource, RangeSummary, ReplacedScore } from '../ports.js';
import type { Activity, ScoreState } from '../score-state.js';
import { rangeSeconds } from '../score-view.js';

const STAGE_WORDS: Record<Stage, string> = {
  frames: 'Looking at the picture',
  cues: 'Finding the cuts',
  plan: 'Placing beats on the cuts',
  // Composed and played piece by piece, in turn: one name, or it would flicker.
  tokens: 'Composing and playing',
  audio: 'Composing and playing',
  beats: 'Checking the beats',
  write: 'Writing the sound file',
  preview: 'Making a preview',
};

const SOURCE_WORDS: Record<RangeSource, string> = {
  'in-out': 'In to out',
  selection: 'Selected clips',
  sequence: 'Whole sequence',
};

export function activityWords(activity: Activity): string {
  if (activity.isCancelling) return 'Cancelling';
  const { progress } = activity;
  return progress ? progressWords(progress) : 'Starting';
}

function progressWords(progress: PanelProgress): string {
  switch (progress.step) {
    case 'reading':
      return 'Reading the timeline';
    case 'placing':
      return 'Changing the timeline';
    case 'listening':
      return 'Listening for beats';
    case 'waiting-for-host':
      return 'Waiting for the score host';
    case 'composing':
      return progress.stage ? STAGE_WORDS[progress.stage] : 'Waiting its turn';
  }
}

/** "about 40 s left"; empty while nothing is known. Never finer than the estimate is: its stages take turns at being slow. */
export function timeLeftWords(progress: PanelProgress | null): string {
  if (progress?.step !== 'composing' || progress.secondsLeft === null) return '';
  return progress.secondsLeft < 20
    ? 'less than half a minute left'
    : `${spanWords(progress.secondsLeft)} left`;
}

/** How long a press may take, from the last score of the sequence; empty while there is none. */
export function expectedWords({ jobs, range }: Pick<ScoreState, 'jobs' | 'range'>): string {
  const made = jobs.find(
    ({ kind, state, takes }) => kind === 'compose' && state === 'done' && takes.length > 0,
  );
  if (!made || !range) return '';
  const results = made.takes.map(({ result }) => result);
  const spentSeconds = Math.max(...results.map(({ timings }) => sum(Object.values(timings))));
  const madeSeconds = results[0]?.audio.durationSeconds ?? 0;
  if (spentSeconds <= 0 || madeSeconds <= 0) return '';
  return `It takes ${spanWords((spentSeconds / madeSeconds) * rangeSeconds(range.range))}.`;
}

function spanWords(seconds: number): string {
  if (seconds < 20) return 'less than half a minute';
  return seconds < 90 ? `about ${Math.ceil(seconds / 10) * 10} s` : `about ${Math.round(seconds / 60)} min`;
}

const sum = (values: readonly number[]) => values.reduce((whole, value) => whole + value, 0);

/** Which kind of music is heard: "Played from notes · small". */
export function modelWords({ id, family, status }: ScoreResult['bundle']): string {
  const kind = family === 'rvq' ? 'Made as sound' : 'Played from notes';
  return [kind, id, ...(status === 'experimental' ? [status] : [])].join(' · ');
}

/** What is heard, and how loud: "Played from notes · small · -16 LUFS". */
export function soundWords({ bundle, audio }: ScoreTake['result']): string {
  return `${modelWords(bundle)} · ${Math.round(audio.loudnessLufs)} LUFS`;
}

/** Why the picture has this style, where nobody chose it: the order in which the styles fit. */
export function autoStyleWords(
  { request, style, styleScores }: ScoreTake['result'],
  styles: readonly PanelStyle[],
): string {
  if (request.controls.style !== 'auto') return '';
  const others = Object.entries(styleScores)
    .filter(([id]) => id !== style)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 2)
    .map(([id]) => styleName(id, styles));
  const before = others.length === 0 ? '' : `, before ${others.join(' and ')}`;
  return `${styleName(style, styles)} fits the picture best${before}.`;
}

/** What in this panel may meet more cuts. */
export function missedAdvice({ sync, tempo }: PanelControls): string {
  const ways = [
    ...(sync < 100 ? ['raise “Beats on cuts”'] : []),
    tempo.isAuto ? 'set a tempo' : 'set the tempo to Auto',
  ];
  return `To meet more of them, ${ways.join(', or ')}.`;
}

export function rangeWords({ rangeSource, clipCount }: RangeSummary): string {
  return `${SOURCE_WORDS[rangeSource]} · ${clipCount} ${clipCount === 1 ? 'clip' : 'clips'}`;
}

/** What a press would take the place of, before it does; empty when nothing of ours lies in the range. */
export function replacedWords(range: RangeSummary | null | undefined): string {
  const replaced = range?.replaced ?? [];
  return replaced.length === 0 ? '' : `A new score replaces ${spansWords(replaced)}.`;
}

export function spansWords(replaced: readonly ReplacedScore[]): string {
  return replaced
    .map(
      ({ isWhole, start, end }) => `${isWhole ? 'the score at' : 'the part of a score at'} ${start}–${end}`,
    )
    .join(' and ');
}

/** "0:07", "1:02:30" */
export function clockWords(seconds: number): string {
  const whole = Math.floor(seconds);
  const pad = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

export function lengthWords(seconds: number): string {
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${clockWords(seconds)} min`;
}

export function syncWords({ cueCount, hitCount }: SyncScore): string {
  if (cueCount === 0) return 'No hard cuts in this range';
  return `${hitCount} of ${cueCount} ${cueCount === 1 ? 'cut' : 'cuts'} on the beat`;
}

export function styleName(id: string, styles: readonly PanelStyle[]): string {
  return styles.find((style) => style.id === id)?.name ?? id.charAt(0).toUpperCase() + id.slice(1);
}

/** The host's advice is for its command line: another seed is another press here. */
export function warningWords(
  { atSeconds, detail }: ScoreWarning,
  timecodeAt: (atSeconds: number) => string,
): string {
  const words = detail.replace('Try another seed.', 'Press the button again for another piece.');
  return atSeconds === undefined ? words : `${timecodeAt(atSeconds)}  ${words}`;
}

export function tempoWords(bpm: number): string {
  return `${Math.round(bpm)} BPM`;
}
