// Shows the plan for a list of cuts: tempo, how each cue is met, accents and energy as text.
// Usage: tsx scripts/plan-demo.ts --cuts 2.1,5.08,6.6 --seconds 20 [--tempo 70-150] [--sync 100] [--intensity 50]
import { parseArgs } from 'node:util';
import { CURVE_RATE_HZ, type Cue } from '../native-host/src/core/cues/cue.js';
import { cutRateCurve } from '../native-host/src/core/cues/find-cues.js';
import { planScore } from '../native-host/src/core/plan/plan-score.js';
import type { Plan } from '../native-host/src/core/plan/plan.js';

const MEAN_WEIGHT = 0.8;

const { values } = parseArgs({
  options: {
    cuts: { type: 'string', default: '2.1667,5.0833,6.5833,9.2083,12.875' },
    seconds: { type: 'string', default: '20' },
    tempo: { type: 'string', default: '70-150' },
    sync: { type: 'string', default: '100' },
    intensity: { type: 'string', default: '50' },
  },
});

/** One row a bar: steps as . (none), a beat |, accents x and X, the ending *; then its energy. */
function drawBars(plan: Plan): string[] {
  const rows: string[] = [];
  let row = ' '.repeat(plan.barPhase);
  for (let step = 0; step < plan.steps.count; step += 1) {
    const place = (plan.barPhase + step) % 16;
    if (place === 0 && step > 0) {
      rows.push(`${row.padEnd(17)} energy ${plan.energy[step - 1]!}`);
      row = '';
    }
    const accent = ['', 'x', 'X'][plan.accents[step]!];
    row += step === plan.endingStep ? '*' : accent || (place % 4 === 0 ? '|' : '.');
  }
  return [...rows, `${row.padEnd(17)} energy ${plan.energy.at(-1)!}`];
}

function main(): void {
  const durationSeconds = Number(values.seconds);
  const times = values.cuts.split(',').filter(Boolean).map(Number);
  const cues: Cue[] = times.map((timeSeconds) => ({ timeSeconds, kind: 'cut', weight: MEAN_WEIGHT }));
  const [low = 70, high = low] = values.tempo.split('-').map(Number);
  const even = new Float32Array(Math.ceil(durationSeconds * CURVE_RATE_HZ)).fill(0.4);
  const cutRate = cutRateCurve(times, durationSeconds);
  const plan = planScore({
    durationSeconds,
    cues,
    curves: { rateHz: CURVE_RATE_HZ, motion: even, brightness: even, saturation: even, cutRate },
    tempoRangeBpm: [low, high],
    syncAmount: Number(values.sync),
    intensity: Number(values.intensity),
    beatsPerBar: 4,
  });
  const bpms = plan.tempoMap.map(({ bpm }) => bpm);
  console.log(
    `${plan.tempoBpm.toFixed(2)} BPM, local ${Math.min(...bpms).toFixed(1)}-${Math.max(...bpms).toFixed(1)}`,
  );
  console.log(
    `${plan.steps.count} steps from step ${plan.barPhase} of the bar, last attack ${plan.tailSteps} steps before the end`,
  );
  for (const { cue, level, levelDistanceMs, distanceMs, achievable } of plan.cueReport) {
    const beat = `nearest beat ${distanceMs.toFixed(0).padStart(5)} ms`;
    const place = `${level.padEnd(9)} ${levelDistanceMs.toFixed(0).padStart(4)} ms`;
    console.log(
      `${cue.timeSeconds.toFixed(3).padStart(8)} s  ${place}  ${beat}${achievable ? '' : '  out of reach'}`,
    );
  }
  for (const row of drawBars(plan)) console.log(row);
}

main();
