// The triangular mel filters of the beat tracker. Mirrors models/vmas/beats/features.py `mel_weights`.

/** One band: weights of the bins from `firstBin` on, summing to 1. */
export type MelFilter = { firstBin: number; weights: Float64Array };

type MelDesign = { bands: number; lowHz: number; highHz: number; fftSize: number; sampleRateHz: number };

/** Slaney's scale: linear below 1 kHz, logarithmic above. */
function hertzToMel(hertz: number): number {
  return hertz < 1000 ? (hertz * 3) / 200 : 15 + (27 * Math.log(hertz / 1000)) / Math.log(6.4);
}

function melToHertz(mel: number): number {
  return mel < 15 ? (mel * 200) / 3 : 1000 * Math.exp(((mel - 15) * Math.log(6.4)) / 27);
}

export function designMelFilters(design: MelDesign): MelFilter[] {
  const low = hertzToMel(design.lowHz);
  const step = (hertzToMel(design.highHz) - low) / (design.bands + 1);
  const edgeHz = (index: number) => melToHertz(low + index * step);
  return Array.from({ length: design.bands }, (_, band) =>
    triangle([edgeHz(band), edgeHz(band + 1), edgeHz(band + 2)], design.sampleRateHz / design.fftSize),
  );
}

function triangle([lowHz, centreHz, highHz]: [number, number, number], binHz: number): MelFilter {
  const firstBin = Math.floor(lowHz / binHz) + 1;
  const lastBin = Math.ceil(highHz / binHz) - 1;
  const weights = Float64Array.from({ length: lastBin - firstBin + 1 }, (_, index) => {
    const hertz = (firstBin + index) * binHz;
    return Math.min((hertz - lowHz) / (centreHz - lowHz), (highHz - hertz) / (highHz - centreHz));
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return { firstBin, weights: weights.map((weight) => weight / sum) };
}
