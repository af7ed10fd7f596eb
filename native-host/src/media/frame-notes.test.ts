import { expect, test } from '@jest/globals';
import { FrameNotes } from './frame-notes.js';

const CONFIG = '[Parsed_showinfo_2 @ 0x55] config in time_base: 1/15360, frame_rate: 24/1';
const frameLine = (pts: string, field = 'P') =>
  `[Parsed_showinfo_2 @ 0x55] n:   3 pts: ${pts} pts_time:1234.5 duration:    640 fmt:rgba64le cl:left sar:1/1 s:64x72 i:${field} iskey:1 type:I checksum:21E42443`;
const colourLine = (primaries: string, transfer: string) =>
  `[Parsed_showinfo_2 @ 0x55] color_range:pc color_space:gbr color_primaries:${primaries} color_trc:${transfer}`;
const COLOURS = colourLine('bt709', 'bt709');

function notesOf(...lines: string[]): FrameNotes {
  const notes = new FrameNotes();
  for (const line of lines) expect(notes.takeLine(line)).toBe(true);
  return notes;
}

test('times are ticks of the announced clock, exact where pts_time is cut to six digits', async () => {
  const notes = notesOf(CONFIG, frameLine('18961920'), COLOURS);
  expect((await notes.next())?.seconds).toBeCloseTo(1234.5, 9);
});

test('a frame without time has null', async () => {
  expect((await notesOf(CONFIG, frameLine('NOPTS'), COLOURS).next())?.seconds).toBeNull();
});

test('fields and light belong to the frame before them, however they change', async () => {
  const notes = notesOf(
    CONFIG,
    frameLine('0', 'T'),
    '[Parsed_showinfo_2 @ 0x55]   side data - User Data Unregistered:',
    colourLine('bt2020', 'smpte2084'),
    frameLine('640', 'B'),
    COLOURS,
    frameLine('1280'),
    COLOURS,
  );
  expect(await notes.next()).toMatchObject({
    firstField: 'top',
    transfer: 'smpte2084',
    primaries: 'bt2020',
  });
  expect(await notes.next()).toMatchObject({ firstField: 'bottom', transfer: 'bt709' });
  expect(await notes.next()).toMatchObject({ firstField: null });
});

test('a showinfo that prints no colours gives the frame when the next one comes', async () => {
  const notes = notesOf(CONFIG, frameLine('0'), frameLine('15360'));
  expect((await notes.next())?.seconds).toBe(0);
  notes.end();
  expect((await notes.next())?.seconds).toBe(1);
});

test('a note that has not come yet is waited for', async () => {
  const notes = new FrameNotes();
  const next = notes.next();
  notes.takeLine(CONFIG);
  notes.takeLine(frameLine('15360'));
  notes.takeLine(COLOURS);
  expect((await next)?.seconds).toBe(1);
});

test('after the end there is no further note', async () => {
  const notes = new FrameNotes();
  const next = notes.next();
  notes.end();
  expect(await next).toBeUndefined();
});

test('other lines are left to the log', () => {
  expect(new FrameNotes().takeLine('[h264 @ 0x55] error while decoding MB 3 4')).toBe(false);
});
