// Copies the needed presets of a sound bank into a new one: only zones that needed keys reach, thinned, still compressed.
// The outermost zones are widened, so that no key is ever silent.
import { BasicInstrument, BasicPreset, BasicSample, BasicSoundBank, type BasicZone } from 'spessasynth_core';
import type { PresetNeed } from './bank-plan.js';

type Source = BasicSoundBank;
type SourcePreset = Source['presets'][number];
type SourceInstrument = SourcePreset['zones'][number]['instrument'];
type SourceZone = SourceInstrument['zones'][number];

const MONO_SAMPLE = 1; // SF2 2.04, 7.10; where a sample stands is said by the zones' pan

/** Recordings that only velocities from here on reach are heard on few notes. */
const LOUD_VELOCITY = 100;

export class BankTrimmer {
  readonly bank = new BasicSoundBank();
  readonly #source: Source;
  readonly #samples = new Map<string, BasicSample>();

  constructor(source: Source) {
    this.#source = source;
  }

  /** Adds a preset; `from` is the program of the source that plays it, by default its own. */
  addPreset(need: PresetNeed, from = need.program): void {
    const source = this.#find(need.kind, from);
    const preset = new BasicPreset(this.bank);
    preset.name = source.name;
    preset.program = need.program;
    preset.isGMGSDrum = source.isGMGSDrum;
    preset.globalZone.copyFrom(source.globalZone);
    const keysOf = keysByInstrument(source, need.keys);
    const copies = new Map<SourceInstrument, BasicInstrument>();
    for (const zone of source.zones) {
      if (!reaches(zone, need.keys)) continue;
      const keys = keysOf.get(zone.instrument) ?? need.keys;
      const keepOneOf = zone.velRange.min >= LOUD_VELOCITY ? need.keepLoudOneOf : need.keepOneOf;
      const instrument =
        copies.get(zone.instrument) ?? this.#copyInstrument(zone.instrument, keys, { ...need, keepOneOf });
      copies.set(zone.instrument, instrument);
      preset.createZone(instrument).copyFrom(zone);
    }
    if (need.kind === 'melodic') widenOutermost(preset.zones, need.keys);
    this.bank.addPresets(preset);
  }

  #find(kind: PresetNeed['kind'], program: number): SourcePreset {
    const found = this.#source.presets.find(
      (preset) =>
        preset.program === program && preset.isGMGSDrum === (kind === 'kit') && preset.bankMSB === 0,
    );
    if (!found) throw new Error(`The sound font has no ${kind} preset ${program}.`);
    return found;
  }

  #copyInstrument(source: SourceInstrument, keys: Set<number>, need: PresetNeed): BasicInstrument {
    const instrument = new BasicInstrument();
    instrument.name = `${source.name} ${need.kind === 'kit' ? 'k' : 'p'}${need.program}`;
    instrument.globalZone.copyFrom(source.globalZone);
    const reached = source.zones.filter((zone) => reaches(zone, keys));
    for (const { zone, keyRange } of thinned(reached, need.keepOneOf)) {
      const copy = instrument.createZone(this.#copySample(zone.sample));
      copy.copyFrom(zone);
      copy.keyRange = { ...keyRange };
    }
    if (need.kind === 'melodic') widenOutermost(instrument.zones, keys);
    this.bank.addInstruments(instrument);
    return instrument;
  }

  #copySample(source: SourceZone['sample']): BasicSample {
    const { name, sampleRate, originalKey, pitchCorrection, loopStart, loopEnd } = source;
    const id = `${name}/${source.getRawData(true).length}/${loopStart}`;
    const known = this.#samples.get(id);
    if (known) return known;
    const sample = new BasicSample(
      name,
      sampleRate,
      originalKey,
      pitchCorrection,
      MONO_SAMPLE,
      loopStart,
      loopEnd,
    );
    sample.setCompressedData(source.getRawData(true));
    this.#samples.set(id, sample);
    this.bank.addSamples(sample);
    return sample;
  }
}

function reaches({ keyRange }: BasicZone, keys: Set<number>): boolean {
  for (const key of keys) if (key >= keyRange.min && key <= keyRange.max) return true;
  return false;
}

/** Keys that each instrument really gets: those needed, inside the preset zones that use it. */
function keysByInstrument(preset: SourcePreset, keys: Set<number>): Map<SourceInstrument, Set<number>> {
  const result = new Map<SourceInstrument, Set<number>>();
  for (const { instrument, keyRange } of preset.zones) {
    const reached = result.get(instrument) ?? new Set<number>();
    for (const key of keys) if (key >= keyRange.min && key <= keyRange.max) reached.add(key);
    result.set(instrument, reached);
  }
  return result;
}

type KeyRange = BasicZone['keyRange'];

/** Of every `keepOneOf` neighbouring key ranges keeps the middle one, widened over all of them. */
function thinned(zones: SourceZone[], keepOneOf: number): { zone: SourceZone; keyRange: KeyRange }[] {
  if (keepOneOf === 1) return zones.map((zone) => ({ zone, keyRange: zone.keyRange }));
  const ranges = new Map<string, KeyRange>();
  for (const { keyRange } of zones) ranges.set(`${keyRange.min}-${keyRange.max}`, keyRange);
  const ordered = [...ranges.values()].sort((a, b) => a.min - b.min || a.max - b.max);
  const widened = new Map<string, KeyRange>();
  for (let first = 0; first < ordered.length; first += keepOneOf) {
    const group = ordered.slice(first, first + keepOneOf);
    const middle = group[group.length >> 1] as KeyRange;
    const wide = {
      min: Math.min(...group.map(({ min }) => min)),
      max: Math.max(...group.map(({ max }) => max)),
    };
    widened.set(`${middle.min}-${middle.max}`, wide);
  }
  return zones.flatMap((zone) => {
    const keyRange = widened.get(`${zone.keyRange.min}-${zone.keyRange.max}`);
    return keyRange ? [{ zone, keyRange }] : [];
  });
}

function widenOutermost(zones: BasicZone[], keys: Set<number>): void {
  const lowest = Math.min(...keys);
  const highest = Math.max(...keys);
  for (const zone of zones) {
    if (zone.keyRange.min <= lowest && zone.keyRange.min > 0) zone.keyRange = { ...zone.keyRange, min: 0 };
    if (zone.keyRange.max >= highest) zone.keyRange = { ...zone.keyRange, max: 127 };
  }
}
