// A moment at which the picture is known to change, from a timeline. Knows no picture and no clips.
import type { Cue } from './cue.js';

export type ShotBorder = {
  /** When the first frame of the new shot is shown, seconds from the start of the range. */
  timeSeconds: number;
  /** The cue that stands for it; null where the change is none that a viewer sees. */
  cue: (Pick<Cue, 'timeSeconds' | 'kind'> & { weightFactor: number }) | null;
  /** False where the pictures on its sides are not both those that the viewer sees: then it counts as a full change. */
  isCompared: boolean;
  /** True where the step across it is movement all the same: two pictures of one shot, far apart. */
  isMovement?: boolean;
};
