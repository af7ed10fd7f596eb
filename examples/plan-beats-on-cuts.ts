// Which tempo puts beats on given cuts? The planner alone, no model and no video: `npx tsx examples/plan-beats-on-cuts.ts [seconds ...]`.
import { planScore } from '../native-host/dist/core/plan/plan-score.js';
import { CURVE_RATE_HZ } from '../native-host/dist/core/cues/cue.js';

const given = process.argv.slice(2).map(Number);
const cutSeconds = given.length > 0 ? given : [3.32, 5.6, 7.44, 8.68, 9.56, 12.72, 13.44, 14.12, 14.76];
const durationSeconds = Math.max(...cutSeconds) + 4;
const still = () => new Float32Array(Math.ceil(durationSeconds * CURVE_RATE_HZ)); // a picture that does not move

const plan = planScore({
  durationSeconds,
  cues: cutSeconds.map((timeSeconds) => ({ timeSeconds, kind: 'cut', weight: 1 })),
  curves: {
    rateHz: CURVE_RATE_HZ,
    motion: still(),
    brightness: still(),
    saturation: still(),
    cutRate: still(),
  },
  tempoRangeBpm: [90, 130],
  syncAmount: 100,
  intensity: 50,
  beatsPerBar: 4,
});

console.log(
  `${plan.tempoBpm.toFixed(2)} BPM, ${plan.beats.length} beats, last attack in step ${plan.endingStep}`,
);
for (const { cue, distanceMs, level, achievable } of plan.cueReport) {
  const note = achievable ? '' : ', out of reach at any tempo of the range';
  console.log(
    `cut at ${cue.timeSeconds.toFixed(2)} s: beat ${distanceMs.toFixed(0)} ms away, on a ${level}${note}`,
  );
}
