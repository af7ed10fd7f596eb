// Parts in, mix (and stems) out: strips, one room, echo, the style's tone. With stems every part gets a room of its own;
// all rooms are linear, so the stems add up to the mix. Knows no synthesizer and no tokens.
import { Biquad, lowPass } from './biquad.js';
import { gainFromDb } from './decibels.js';
import { Ducker } from './ducker.js';
import { Echo } from './echo.js';
import { PartStrip, type StripSound } from './part-strip.js';
import { Reverb, type ReverbSound } from './reverb.js';

export type StereoBlock = [left: Float32Array, right: Float32Array];

export type MixerPart = {
  name: string;
  strip: StripSound;
  reverbSend: number;
  echoSend: number;
  isDucked: boolean;
};

export type MixerSound = {
  parts: MixerPart[];
  reverb: ReverbSound & { levelDb: number };
  echo: { delaySeconds: number; feedback: number } | undefined;
  duck: { depthDb: number; releaseSeconds: number };
  highCutHz: number;
};

/** Above this the low-pass of the mix is left out. */
const OPEN_HZ = 19_000;

function stereo(samples: number): StereoBlock {
  return [new Float32Array(samples), new Float32Array(samples)];
}

/** Reverb, echo and tone of what is sent into it. */
class Room {
  readonly reverbSend: StereoBlock;
  readonly echoSend: StereoBlock;
  readonly #wet: StereoBlock;
  readonly #reverb: Reverb;
  readonly #echo: Echo | undefined;
  readonly #level: number;
  readonly #highCuts: [Biquad, Biquad] | undefined;

  constructor(sound: MixerSound, blockSamples: number, sampleRateHz: number) {
    this.reverbSend = stereo(blockSamples);
    this.echoSend = stereo(blockSamples);
    this.#wet = stereo(blockSamples);
    this.#reverb = new Reverb(sound.reverb, sampleRateHz);
    this.#echo = sound.echo && new Echo(sound.echo.delaySeconds, sound.echo.feedback, sampleRateHz);
    this.#level = gainFromDb(sound.reverb.levelDb);
    const coefficients = lowPass(sound.highCutHz, sampleRateHz);
    this.#highCuts =
      sound.highCutHz < OPEN_HZ ? [new Biquad(coefficients), new Biquad(coefficients)] : undefined;
  }

  /** Adds the room to `target`, filters it and empties the sends. */
  process(target: StereoBlock, count: number): void {
    if (this.#echo) {
      this.#echo.process(...this.echoSend, ...target, count);
      // A little of the echo reaches the room too; the tap is the send, so that everything stays linear and causal.
      for (const side of [0, 1] as const) addScaled(this.reverbSend[side], this.echoSend[side], 0.3, count);
    }
    for (const side of this.#wet) side.fill(0, 0, count);
    this.#reverb.process(...this.reverbSend, ...this.#wet, count);
    for (const side of [0, 1] as const) {
      addScaled(target[side], this.#wet[side], this.#level, count);
      this.#highCuts?.[side].process(target[side], count);
      this.reverbSend[side].fill(0, 0, count);
      this.echoSend[side].fill(0, 0, count);
    }
  }
}

function addScaled(target: Float32Array, source: Float32Array, gain: number, count: number): void {
  for (let i = 0; i < count; i += 1) target[i] = (target[i] as number) + gain * (source[i] as number);
}

export class PartMixer {
  readonly #parts: { part: MixerPart; strip: PartStrip; room: Room }[];
  readonly #rooms: Room[];
  readonly #hasStems: boolean;
  readonly #ducker: Ducker | undefined;
  readonly #duckGains: Float32Array;

  constructor(sound: MixerSound, options: { stems: boolean; blockSamples: number; sampleRateHz: number }) {
    const { stems, blockSamples, sampleRateHz } = options;
    const newRoom = (): Room => new Room(sound, blockSamples, sampleRateHz);
    const shared = newRoom();
    this.#hasStems = stems;
    this.#parts = sound.parts.map((part) => ({
      part,
      strip: new PartStrip(part.strip, sampleRateHz),
      room: stems ? newRoom() : shared,
    }));
    this.#rooms = stems ? this.#parts.map(({ room }) => room) : [shared];
    this.#ducker =
      sound.duck.depthDb > 0
        ? new Ducker(sound.duck.depthDb, sound.duck.releaseSeconds, sampleRateHz)
        : undefined;
    this.#duckGains = new Float32Array(blockSamples);
  }

  /** Announces a kick drum, in samples from the start; calls come in order. */
  duckAt(positionSamples: number): void {
    this.#ducker?.add(positionSamples);
  }

  /**
   * Mixes one block. `blocks` holds each part's dry sound, in the order of the parts, and is used up: with stems each
   * block becomes the part's stem. `mix` is overwritten.
   */
  process(blocks: readonly StereoBlock[], mix: StereoBlock, count: number): void {
    this.#ducker?.fill(this.#duckGains, count);
    for (const side of mix) side.fill(0, 0, count);
    for (const [index, { part, strip, room }] of this.#parts.entries()) {
      const block = blocks[index] as StereoBlock;
      strip.process(...block, count, this.#ducker && part.isDucked ? this.#duckGains : undefined);
      for (const side of [0, 1] as const) {
        addScaled(room.reverbSend[side], block[side], part.reverbSend, count);
        if (part.echoSend > 0) addScaled(room.echoSend[side], block[side], part.echoSend, count);
        if (!this.#hasStems) addScaled(mix[side], block[side], 1, count);
      }
    }
    if (!this.#hasStems) return this.#rooms[0]?.process(mix, count);
    for (const [index, { room }] of this.#parts.entries()) {
      const block = blocks[index] as StereoBlock;
      room.process(block, count);
      for (const side of [0, 1] as const) addScaled(mix[side], block[side], 1, count);
    }
  }
}
