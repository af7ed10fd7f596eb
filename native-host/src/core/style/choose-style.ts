// Which style a score is in, and in which tempo range: from the controls and from how near the picture is to each style.
import {
  ScoreError,
  TEMPO_LIMITS_BPM,
  type ModelManifest,
  type ScoreControls,
  type StyleEntry,
} from '@framescore/contract';
import { cosine } from './cosine.js';

export type StyleChoice = {
  id: string;
  /** Index in the `style` condition. */
  index: number;
  /** The tempo range that the plan must keep, beats per minute. */
  tempoRangeBpm: [number, number];
  /** The range at which the style was trained: what a listener expects. */
  usualTempoBpm: readonly [number, number];
  /** Cosine of the picture with each style's prototype. */
  scores: Record<string, number>;
  /** True when the asked tempo lies outside what the style was trained at. */
  unusualTempo: boolean;
};

/** Throws style-unknown or tempo-invalid, each saying what can be asked for. */
export function chooseStyle(
  controls: Pick<ScoreControls, 'style' | 'tempoBpm'>,
  embedding: Float32Array,
  manifest: Pick<ModelManifest, 'id' | 'styles' | 'stylePrototypes'>,
): StyleChoice {
  const asked = controls.tempoBpm && checkTempo(controls.tempoBpm);
  const scores = Object.fromEntries(
    manifest.styles.map((style, index) => [
      style.id,
      cosine(embedding, manifest.stylePrototypes[index] ?? []),
    ]),
  );
  const style =
    controls.style === 'auto'
      ? nearestStyle(manifest.styles, scores, asked)
      : findStyle(controls.style, manifest);
  const shared = asked ? overlap(asked, style.tempoBpm) : style.tempoBpm;
  return {
    id: style.id,
    index: manifest.styles.indexOf(style),
    tempoRangeBpm: [...(shared ?? asked!)],
    usualTempoBpm: style.tempoBpm,
    scores,
    unusualTempo: shared === undefined,
  };
}

/** Throws tempo-invalid unless both ends are numbers in order and inside what any style can be asked for. */
export function checkTempo(tempoBpm: readonly [number, number]): [number, number] {
  const [low, high] = tempoBpm;
  const [lowest, highest] = TEMPO_LIMITS_BPM;
  if (low <= high && low >= lowest && high <= highest) return [low, high];
  const detail = `A tempo must lie between ${lowest} and ${highest} beats per minute, the lower one first; asked was ${low}-${high}.`;
  throw new ScoreError('tempo-invalid', detail);
}

function findStyle(id: string, manifest: Pick<ModelManifest, 'id' | 'styles'>): StyleEntry {
  const style = manifest.styles.find((entry) => entry.id === id);
  if (style) return style;
  const known = manifest.styles.map((entry) => entry.id).join(', ');
  throw new ScoreError(
    'style-unknown',
    `Bundle "${manifest.id}" has no style "${id}". Choose auto or one of: ${known}.`,
  );
}

/** The nearest style to the picture among those that can be played at the asked tempo (all of them, if none can). */
function nearestStyle(
  styles: readonly StyleEntry[],
  scores: Record<string, number>,
  asked: readonly [number, number] | undefined,
): StyleEntry {
  const fitting = styles.filter((style) => !asked || overlap(asked, style.tempoBpm));
  const candidates = fitting.length > 0 ? fitting : styles;
  return candidates.reduce((best, style) => (scores[style.id]! > scores[best.id]! ? style : best));
}

function overlap(a: readonly [number, number], b: readonly [number, number]): [number, number] | undefined {
  const low = Math.max(a[0], b[0]);
  const high = Math.min(a[1], b[1]);
  return low <= high ? [low, high] : undefined;
}
