import { describe, expect, test } from '@jest/globals';
import { BasicMIDI } from 'spessasynth_core';
import type { PerformanceEvent } from './event-queue.js';
import type { Instrument } from './instruments.js';
import { writeMidi } from './midi-file.js';

const INSTRUMENTS: Instrument[] = [
  { part: 'bass', program: 33, kind: 'melodic', gainDb: 0, pan: 0 },
  { part: 'bass', program: 38, kind: 'melodic', gainDb: 0, pan: 0 },
  { part: 'melody', program: 73, kind: 'melodic', gainDb: 0, pan: 0 },
  { part: 'drums', program: 16, kind: 'kit', gainDb: 0, pan: 0 },
  { part: 'drums', program: 116, kind: 'melodic', gainDb: 0, pan: 0 },
];
const on = (timeSeconds: number, instrument: number, key: number): PerformanceEvent => ({
  kind: 'note-on',
  timeSeconds,
  instrument,
  key,
  velocity: 90,
});
const off = (timeSeconds: number, instrument: number, key: number): PerformanceEvent => ({
  kind: 'note-off',
  timeSeconds,
  instrument,
  key,
});

/** 120 bpm for one bar, then 100 bpm. */
const times = Float64Array.from({ length: 33 }, (_, step) =>
  step <= 16 ? step * 0.125 : 2 + (step - 16) * 0.15,
);
const PLAN = {
  timesSeconds: times,
  accents: new Uint8Array(32),
  barPhases: new Uint8Array(32),
  energies: new Uint8Array(32),
  endingStep: 28,
};

function read(events: PerformanceEvent[]): BasicMIDI {
  const bytes = writeMidi(events, INSTRUMENTS, PLAN);
  return BasicMIDI.fromArrayBuffer(bytes.buffer as ArrayBuffer, 'test.mid');
}

describe('writeMidi', () => {
  test('is read back by another reader: tracks, tempo changes, notes at their seconds', () => {
    const midi = read([
      on(0, 0, 36),
      off(0.5, 0, 36),
      on(2, 1, 40),
      off(2.6, 1, 40),
      on(2.3, 2, 72),
      off(2.9, 2, 72),
    ]);
    expect(midi.timeDivision).toBe(960);
    expect(midi.tracks.map((track) => track.name)).toEqual(['', 'bass', 'melody']);
    expect(midi.getName()).toBe('FrameScore');
    const tempi = midi.tempoChanges
      .map(({ tempo }) => Math.round(tempo))
      .filter((tempo, i, all) => tempo !== all[i - 1]);
    expect(tempi.sort()).toEqual([100, 120]);
    const notes = midi.getNoteTimes();
    expect(notes[0]?.map((note) => note.midiNote)).toEqual([36, 40]);
    expect(notes[0]?.[1]?.start).toBeCloseTo(2, 2);
    expect(notes[3]?.[0]?.start ?? notes.flat().find((n) => n.midiNote === 72)?.start).toBeCloseTo(2.3, 2);
  });

  test('changes the program when another palette plays the part, and keeps drums on channel 10', () => {
    const midi = read([
      on(0, 0, 36),
      on(0, 3, 38),
      off(0.2, 3, 38),
      off(0.4, 0, 36),
      on(0.5, 1, 38),
      on(0.6, 4, 48),
    ]);
    const messages = midi.tracks.flatMap((track) =>
      track.events.map((event) => [event.statusByte, ...event.data]),
    );
    expect(messages).toContainEqual([0xc0, 33]);
    expect(messages).toContainEqual([0xc0, 38]);
    expect(messages).toContainEqual([0xc9, 16]);
    expect(messages).toContainEqual([0x99, 38, 90]);
    expect(messages).toContainEqual([0x9a, 48, 90]);
  });

  test('ends every track at the end of the piece, even an empty one', () => {
    const midi = read([]);
    expect(midi.tracks).toHaveLength(1);
    expect(midi.tracks[0]?.events.at(-1)?.ticks).toBe(32 * 240);
  });
});
