// Keys, pedals and faders into dry sound, one stereo block per part. The only file that drives the synthesizer.
import { SpessaSynthProcessor, type BasicSoundBank, type MIDIController } from 'spessasynth_core';
import { gainFromDb } from '../core/audio/decibels.js';
import type { StereoBlock } from '../core/audio/part-mixer.js';
import type { PerformanceEvent } from '../core/score/event-queue.js';
import type { Instrument } from '../core/score/instruments.js';
import { SCORE_PARTS } from '../core/score/score-streams.js';

/** Longest stretch that the synthesizer renders with constant envelopes: 2.7 ms at 48 kHz. */
const QUANTUM_SAMPLES = 128;
/** A dense tutti with pedal and long releases stays below 200 voices; stealing starts above this. */
const VOICE_LIMIT = 320;
/** The synthesizer turns everything down by 0.6 for live play; the mix has its own gains. */
const UNITY_GAIN = 1 / 0.6;

export class PartSynth {
  readonly #processor: SpessaSynthProcessor;
  /** Output blocks by channel, so that voices land in their part. */
  readonly #partOfChannel: number[];
  readonly #silence: StereoBlock = [new Float32Array(QUANTUM_SAMPLES), new Float32Array(QUANTUM_SAMPLES)];

  constructor(bank: BasicSoundBank, instruments: readonly Instrument[], sampleRateHz: number) {
    this.#processor = new SpessaSynthProcessor(sampleRateHz, {
      eventsEnabled: false,
      effectsEnabled: false, // the mixer has its own room
      maxBufferSize: QUANTUM_SAMPLES,
    });
    this.#processor.setSystemParameter('voiceCap', VOICE_LIMIT);
    // Set-up itself passes through presets that a trimmed bank lacks; what counts is checked in #setUpChannel.
    this.#processor.onMissingPreset = () => undefined;
    this.#processor.soundBankManager.addSoundBank(bank, 'instruments');
    while (this.#processor.midiChannels.length < instruments.length) this.#processor.createMIDIChannel();
    this.#processor.reset(); // channels beyond the first 16 start with every fader at zero
    this.#partOfChannel = instruments.map(({ part }) => SCORE_PARTS.indexOf(part));
    for (const [index, instrument] of instruments.entries()) this.#setUpChannel(index, instrument);
  }

  /** One channel per instrument: a change of palette never touches notes that still ring. */
  #setUpChannel(index: number, { kind, program, gainDb, pan }: Instrument): void {
    const channel = this.#processor.midiChannels[index];
    if (!channel) throw new Error(`The synthesizer has no channel ${index}.`);
    channel.setDrums(kind === 'kit');
    this.#processor.programChange(index, program);
    const { preset } = channel as unknown as { preset?: { program: number; isDrum: boolean } }; // internal, hence untyped
    if (preset?.program !== program || preset.isDrum !== (kind === 'kit'))
      throw new Error(`the bank has no ${kind} program ${program}`);
    channel.setSystemParameter('gain', UNITY_GAIN * gainFromDb(gainDb));
    channel.setSystemParameter('pan', pan);
  }

  play(event: PerformanceEvent): void {
    const { instrument } = event;
    if (event.kind === 'note-on') this.#processor.noteOn(instrument, event.key, event.velocity);
    else if (event.kind === 'note-off') this.#processor.noteOff(instrument, event.key);
    else this.#processor.controllerChange(instrument, event.controller as MIDIController, event.value);
  }

  /** Adds `count` samples from `start` on to each part's block. */
  render(blocks: readonly StereoBlock[], start: number, count: number): void {
    const outputs = this.#partOfChannel.map((part) => blocks[part] as StereoBlock);
    for (let done = 0; done < count; done += QUANTUM_SAMPLES) {
      const samples = Math.min(QUANTUM_SAMPLES, count - done);
      this.#processor.processSplit(outputs, ...this.#silence, start + done, samples);
    }
  }
}
