// What the mixer needs for a style, from the style's document. Knows numbers only; no samples, no synthesizer.
import type { MixerPart, MixerSound } from '../audio/part-mixer.js';
import { partGainDb, partReverb } from './instruments.js';
import { SCORE_PARTS, type ScorePart } from './score-streams.js';
import type { ScoreStyle, ScoreStyles } from './styles.js';

/** Below these nothing of a part is wanted; the bottom belongs to bass and kick. */
const LOW_CUT_HZ: Record<ScorePart, number> = {
  drums: 28,
  bass: 30,
  comp: 70,
  pad: 130,
  arp: 110,
  melody: 110,
  counter: 90,
};

/** Parts that a kick drum pushes down. */
const DUCKED: ReadonlySet<ScorePart> = new Set(['bass', 'comp', 'pad', 'arp', 'counter']);

/** `stepSeconds` is the mean length of a sixteenth: echoes follow the tempo. */
export function mixerSound(style: ScoreStyle, styles: ScoreStyles, stepSeconds: number): MixerSound {
  const { reverb, echo, duck, highCutHz, driveDb, chorus } = style.mix;
  const parts = SCORE_PARTS.map((name): MixerPart => ({
    name,
    strip: {
      gainDb: partGainDb(name, style, styles),
      lowCutHz: LOW_CUT_HZ[name],
      driveDb: driveDb?.[name] ?? 0,
      chorus: chorus?.[name] ?? 0,
    },
    reverbSend: partReverb(name, style, styles),
    echoSend: echo?.sends[name] ?? 0,
    isDucked: DUCKED.has(name),
  }));
  const timedEcho = echo && { delaySeconds: echo.steps * stepSeconds, feedback: echo.feedback };
  return { parts, reverb, echo: timedEcho, duck, highCutHz };
}
