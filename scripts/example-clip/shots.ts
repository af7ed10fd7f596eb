// The edit of the example film: which scene stands how long. Its cuts are the truth that cuts.json states.
import { duskSkyline, fireworks, neonRain, trafficLights } from './city-scenes.js';
import { dawnMountains, forestFromTrain, lakeSunrise, viaduct, type Scene } from './land-scenes.js';
import { trackAhead, tunnel, turningWheel } from './rail-scenes.js';

export const FRAMES_PER_SECOND = 25;

/** `startsAtSeconds` is where in the scene's own time the shot begins; `exposures` pictures are averaged for motion blur. */
export type Shot = { scene: Scene; frameCount: number; startsAtSeconds?: number; exposures?: number };

/**
 * Long shots, then a burst of short ones, then calm, and a long end. Cut as by an editor who hears a pulse: most cuts lie within a frame
 * of a beat of 104 BPM (14.4 frames), at irregular distances, and the fifth one between two beats.
 */
export const SHOTS: readonly Shot[] = [
  { scene: dawnMountains, frameCount: 87 },
  { scene: lakeSunrise, frameCount: 56 },
  { scene: forestFromTrain, frameCount: 44, exposures: 6 },
  { scene: trackAhead, frameCount: 30, exposures: 2 },
  { scene: turningWheel, frameCount: 21, exposures: 3 },
  { scene: viaduct, frameCount: 78 },
  { scene: forestFromTrain, frameCount: 15, startsAtSeconds: 7, exposures: 6 },
  { scene: trackAhead, frameCount: 15, startsAtSeconds: 4, exposures: 2 },
  { scene: turningWheel, frameCount: 15, startsAtSeconds: 2, exposures: 3 },
  { scene: tunnel, frameCount: 27, exposures: 3 },
  { scene: duskSkyline, frameCount: 73 },
  { scene: trafficLights, frameCount: 29, exposures: 2 },
  { scene: neonRain, frameCount: 28, exposures: 2 },
  { scene: fireworks, frameCount: 84 },
];

/** Length of the fade to black at the end, in frames. */
export const FADE_FRAMES = 22;

export const FRAME_COUNT = SHOTS.reduce((sum, { frameCount }) => sum + frameCount, 0);

/** First frame of each shot but the first. */
export function cutFrames(): number[] {
  let frame = 0;
  return SHOTS.slice(0, -1).map(({ frameCount }) => (frame += frameCount));
}
