// What the person can set, what of it goes to the host, and what is remembered with the sequence. Pure.
import { TEMPO_LIMITS_BPM, scoreControls, type ScoreControls, type WireResult } from '@framescore/contract';

export type PanelModel = WireResult<'models'>['models'][number];
export type PanelStyle = PanelModel['styles'][number];

export type TempoControl = {
  /** The host chooses within the range of the style. */
  isAuto: boolean;
  /** Obeyed, and kept when another style is chosen, unless `isAuto`. */
  bpm: number;
};

export type PanelControls = {
  /** Style id, or "auto". */
  style: string;
  tempo: TempoControl;
  /** 0..100 */
  intensity: number;
  /** 0..100 */
  sync: number;
  takeCount: number;
  /** The finished sequence is looked at, with titles, effects and transitions, in place of its media: slower. */
  asRendered: boolean;
  /** Kept between scores, so that changing one control changes only that; null: the next score draws one. */
  seed: number | null;
};

/** Takes that one press can ask for; the wire allows more. */
export const TAKE_COUNTS = [1, 2, 3, 4] as const;

export const FIRST_CONTROLS: PanelControls = {
  style: 'auto',
  tempo: { isAuto: true, bpm: 110 },
  intensity: 50,
  sync: 80,
  takeCount: 1,
  asRendered: false,
  seed: null,
};

/** The styles of the model that is used when none is named. */
export function stylesOf(models: readonly PanelModel[]): PanelStyle[] {
  return (models.find((model) => model.isDefault) ?? models[0])?.styles ?? [];
}

/** Lowest and highest tempo the slider offers: that of the style, else of all styles; a tempo that was set always fits. */
export function tempoLimits(controls: PanelControls, styles: readonly PanelStyle[]): [number, number] {
  const chosen = styles.filter((style) => controls.style === 'auto' || style.id === controls.style);
  if (chosen.length === 0) return [...TEMPO_LIMITS_BPM];
  const lowest = Math.min(...chosen.map((style) => style.tempoRangeBpm[0]));
  const highest = Math.max(...chosen.map((style) => style.tempoRangeBpm[1]));
  const { isAuto, bpm } = controls.tempo;
  return isAuto ? [lowest, highest] : [Math.min(lowest, bpm), Math.max(highest, bpm)];
}

/** Whether the next score would be asked for otherwise than the one whose settings these are; the seed is no wish. */
export function areChanged(controls: PanelControls, settings: string): boolean {
  const asked = scoreControls.safeParse(parseJson(settings));
  if (!asked.success) return false;
  return (
    writeSettings(toScoreControls(controls, asked.data.seed ?? 0)) !==
    writeSettings({ ...asked.data, seed: asked.data.seed ?? 0 })
  );
}

/** The controls as the wire wants them. */
export function toScoreControls(controls: PanelControls, seed: number): ScoreControls {
  const { style, tempo, intensity, sync } = controls;
  const fixed: Pick<ScoreControls, 'tempoBpm'> = tempo.isAuto ? {} : { tempoBpm: [tempo.bpm, tempo.bpm] };
  return { style, intensity, sync, seed, ...fixed };
}

/** Controls to remember with the sequence, as JSON; the same controls always give the same text. */
export function writeSettings(controls: ScoreControls): string {
  return JSON.stringify(scoreControls.parse(controls));
}

/** Remembered controls over the present ones; what cannot be read changes nothing. */
export function readSettings(settings: string, present: PanelControls): PanelControls {
  const parsed = scoreControls.safeParse(parseJson(settings));
  if (!parsed.success) return present;
  const { style, intensity, sync, seed, tempoBpm } = parsed.data;
  const isFixed = tempoBpm !== undefined && tempoBpm[0] === tempoBpm[1];
  const tempo: TempoControl = isFixed
    ? { isAuto: false, bpm: Math.round(tempoBpm[0]) }
    : { ...present.tempo, isAuto: true };
  return { ...present, style, intensity, sync, seed, tempo };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
