// What a problem means to someone at the command line: the option that helps. The problems themselves also reach the panel, which has none.
import type { ProblemCode } from '@framescore/contract';

const MEDIA = 'Name the film with --media FILE.';

const HINTS: Record<string, Partial<Record<ProblemCode, string>>> = {
  score: { 'output-unwritable': 'The folder is named with --out.' },
  regenerate: { 'media-missing': MEDIA, 'media-changed': MEDIA },
};

/** For the command with which the arguments begin. */
export function hintsOf([command = '']: readonly string[]): Partial<Record<ProblemCode, string>> {
  return HINTS[command] ?? {};
}
