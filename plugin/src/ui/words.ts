// Numbers and names of the program in the words of an editor. Pure.
import type { ScoreResult, ScoreWarning, Stage, SyncScore } from '@framescore/contract';
import type { PanelStyle } from '../controls.js';
import type { PanelProgress, RangeSource, RangeSummary } from '../ports.js';
import type { Activity } from '../score-state.js';

const STAGE_WORDS: Record<Stage, string> = {
  frames: 'Looking at the picture',
  cues: 'Finding the cuts',
  plan: 'Placing beats on the cuts',
  tokens: 'Composing',
  audio: 'Playing and mixing',
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

/** "about 40 s left"; empty while nothing is known. */
export function timeLeftWords(progress: PanelProgress | null): string {
  if (progress?.step !== 'composing' || progress.secondsLeft === null) return '';
  const { secondsLeft } = progress;
  if (secondsLeft < 5) return 'a few seconds left';
  if (secondsLeft < 90) return `about ${Math.ceil(secondsLeft / 5) * 5} s left`;
  return `about ${Math.round(secondsLeft / 60)} min left`;
}

/** Which kind of music is heard: "Played from notes · small". */
export function modelWords({ id, family, status }: ScoreResult['bundle']): string {
  const kind = family === 'rvq' ? 'Made as sound' : 'Played from notes';
  return [kind, id, ...(status === 'experimental' ? [status] : [])].join(' · ');
}

export function rangeWords({ rangeSource, clipCount }: RangeSummary): string {
  return `${SOURCE_WORDS[rangeSource]} · ${clipCount} ${clipCount === 1 ? 'clip' : 'clips'}`;
}

/** What a press would take the place of, before it does; empty when nothing of ours lies in the range. */
export function replacedWords(range: RangeSummary | null | undefined): string {
  const replaced = range?.replaced ?? [];
  if (replaced.length === 0) return '';
  const spans = replaced.map(
    ({ isWhole, start, end }) => `${isWhole ? 'the score at' : 'the part of a score at'} ${start}–${end}`,
  );
  return `A new score replaces ${spans.join(' and ')}.`;
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

export function warningWords({ atSeconds, detail }: ScoreWarning): string {
  return atSeconds === undefined ? detail : `${clockWords(atSeconds)}  ${detail}`;
}

export function tempoWords(bpm: number): string {
  return `${Math.round(bpm)} BPM`;
}
