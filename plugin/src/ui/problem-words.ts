// What the panel says of each problem, and the one thing to do about it.
import type { ProblemCode } from '@framescore/contract';

export type ProblemAction =
  | 'retry'
  | 'dismiss'
  | 'copy-details'
  | 'copy-serve-command'
  | 'choose-auto-style'
  | 'choose-auto-tempo'
  | 'choose-one-take'
  | 'request-code';

export const ACTION_LABELS: Record<ProblemAction, string> = {
  retry: 'Try again',
  dismiss: 'OK',
  'copy-details': 'Copy details',
  'copy-serve-command': 'Copy start command',
  'choose-auto-style': 'Use Auto style',
  'choose-auto-tempo': 'Use Auto tempo',
  'choose-one-take': 'Try with one take',
  'request-code': 'Type another code',
};

export const PROBLEM_WORDS = {
  'usage-wrong': { message: 'The host did not understand the panel.', action: 'copy-details' },
  'range-invalid': { message: 'This range cannot be used.', action: 'dismiss' },
  'range-too-short': {
    message: 'The range is too short for music. Mark at least one second.',
    action: 'retry',
  },
  'style-unknown': { message: 'The music model does not know this style.', action: 'choose-auto-style' },
  'tempo-invalid': { message: 'This tempo cannot be played.', action: 'choose-auto-tempo' },
  'outputs-unsupported': { message: 'This music model cannot write stems or MIDI.', action: 'dismiss' },
  'media-missing': { message: 'The media of a clip in the range was not found.', action: 'retry' },
  'media-changed': { message: 'The media of this score have changed. Generate it anew.', action: 'dismiss' },
  'media-unreadable': { message: 'A clip in the range could not be read.', action: 'retry' },
  'media-no-video': { message: 'There is no picture in the range to make music for.', action: 'dismiss' },
  'media-no-audio': { message: 'There is no sound to find beats in.', action: 'retry' },
  'media-too-short': { message: 'The clip is too short.', action: 'dismiss' },
  'model-missing': { message: 'The music model is not installed.', action: 'retry' },
  'model-damaged': { message: 'A file of the music model is damaged.', action: 'retry' },
  'model-incompatible': { message: 'The music model belongs to another version.', action: 'copy-details' },
  'timeline-invalid': { message: 'The timeline could not be understood.', action: 'copy-details' },
  'job-unknown': { message: 'The host no longer has this score.', action: 'dismiss' },
  'request-refused': { message: 'The host refused the request.', action: 'copy-details' },
  'not-paired': { message: 'This panel is not paired with the score host.', action: 'request-code' },
  'pairing-refused': { message: 'The code was not accepted.', action: 'request-code' },
  'host-busy': { message: 'Too many scores are waiting already.', action: 'retry' },
  'host-unreachable': { message: 'The score host does not answer.', action: 'copy-serve-command' },
  'network-denied': {
    message: 'Premiere does not let this panel reach the score host.',
    action: 'copy-details',
  },
  'host-outdated': { message: 'Panel and score host are of different versions.', action: 'copy-details' },
  'no-active-sequence': { message: 'No sequence is open.', action: 'retry' },
  'timeline-changed': { message: 'The sequence, or the score in it, is no longer there.', action: 'dismiss' },
  'project-closed': { message: 'The project is no longer open.', action: 'dismiss' },
  'premiere-busy': { message: 'Premiere is busy, or waits for an answer in a dialog.', action: 'retry' },
  'premiere-outdated': { message: 'This Premiere is too old for FrameScore.', action: 'copy-details' },
  'clip-unreadable': { message: 'Premiere could not read this clip.', action: 'dismiss' },
  'timeline-rejected': { message: 'Premiere did not accept the change.', action: 'retry' },
  'output-unwritable': { message: 'The host could not write the sound file.', action: 'retry' },
  'no-space': { message: 'The disk is full. Nothing was left half-written.', action: 'retry' },
  'engine-died': { message: 'The music engine stopped unexpectedly.', action: 'retry' },
  'out-of-memory': { message: 'There was not enough memory for this range.', action: 'choose-one-take' },
  cancelled: { message: 'The score was cancelled.', action: 'dismiss' },
  internal: { message: 'Something went wrong in FrameScore.', action: 'copy-details' },
} as const satisfies Record<ProblemCode, { message: string; action: ProblemAction }>;
