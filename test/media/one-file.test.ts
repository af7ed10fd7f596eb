// A decoder opens the one file that it was given: baits that name other files or an address lead nowhere, with either backend.
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ScoreError } from '@framescore/contract';
import type { VideoFrame } from '../../native-host/src/media/frame-source.js';
import { BACKENDS, fixture, meanColour, quietRun } from './media-samples.js';

let folder = '';
let address = '';
let server: Server;
const asked: (string | undefined)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'framescore-baits-'));
  server = createServer((request, response) => {
    asked.push(request.url);
    response.end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await mkdir(path.join(folder, 'other'));
  await copyFile(fixture('begins-at-10-seconds.m2ts'), path.join(folder, 'other', 'film.ts'));
  await copyFile(fixture('cuts-at-0.5-and-1.25-24fps.mp4'), path.join(folder, 'other', 'film.mp4'));
  await copyFile(fixture('cuts-at-0.5-and-1.25-24fps.mp4'), path.join(folder, 'beside.mp4'));
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const playlist = (line: string): string =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n${line}\n#EXT-X-ENDLIST\n`;
const manifest = (url: string): string =>
  `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT2S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>${url}</BaseURL><SegmentBase/></Representation></AdaptationSet></Period></MPD>`;

/** Name of the bait and what is in it; `here` is the folder of the baits. */
const BAITS: [string, (here: string, url: string) => string][] = [
  ['list.mp4', (here) => playlist(`${here}/other/film.ts`)],
  ['list.m3u8', (here) => playlist(`file://${here}/other/film.ts`)],
  ['beside.m3u8', () => playlist('other/film.ts')],
  ['address.m3u8', (_here, url) => playlist(`${url}/film.ts`)],
  ['master.m3u8', (here) => `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n${here}/list.m3u8\n`],
  ['join.mp4', () => 'ffconcat version 1.0\nfile beside.mp4\n'],
  ['join.ffconcat', (here) => `ffconcat version 1.0\nfile ${here}/other/film.mp4\n`],
  ['dash.mpd', (here) => manifest(`${here}/other/film.mp4`)],
  ['dash.mp4', (_here, url) => manifest(`${url}/film.mp4`)],
  [
    'session.sdp',
    () => 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n',
  ],
  [
    'map.imf',
    () => '<?xml version="1.0"?><CompositionPlaylist xmlns="http://www.smpte-ra.org/schemas/2067-3/2016"/>',
  ],
  [
    'text.svg',
    (here) => `<svg xmlns="http://www.w3.org/2000/svg"><image href="${here}/other/film.mp4"/></svg>`,
  ],
];

async function problemOf(reading: Promise<unknown>): Promise<string> {
  return reading.then(
    () => 'none',
    (error: unknown) => (error instanceof ScoreError ? `${error.code}: ${error.detail}` : String(error)),
  );
}

/** Picture names in which the reader of numbered pictures sees a pattern. */
const PATTERNS = ['p%03d.png', 'p*.png', 'p[0-9].png', 'p{1,2}.png', '100%.png'];

describe.each(BACKENDS)('with %s', (_name, media) => {
  /** What each file is said to be, and how many frames it gives: all in one process. */
  const readAll = async (files: string[]): Promise<{ said: string[]; frames: VideoFrame[][] }> => {
    const probed = await media.probeFiles(files, quietRun());
    const said = files.map((file) => {
      const found = probed.get(file);
      return found instanceof ScoreError ? found.code : found?.isStill ? 'a still' : 'a film';
    });
    const frames: VideoFrame[][] = files.map(() => []);
    const ranges = files.map((file) => ({ path: file, startSeconds: 0, endSeconds: 1 }));
    for await (const event of media.readPictures({ ranges, widthPx: 64, heightPx: 36 }, quietRun()))
      if (event.kind === 'frame') frames[event.index]?.push(event);
    return { said, frames };
  };

  test('every bait is unreadable, and what it names is not opened', async () => {
    const files = BAITS.map(([name]) => path.join(folder, name));
    for (const [i, [, contents]] of BAITS.entries())
      await writeFile(files[i] ?? '', contents(folder, address));
    const { said, frames } = await readAll(files);
    expect(said.map((code, i) => `${BAITS[i]?.[0]}: ${code}`)).toEqual(
      BAITS.map(([name]) => `${name}: media-unreadable`),
    );
    expect(frames.flat()).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('a picture with the name of a pattern is that picture, not those that the name would match', async () => {
    const inside = await mkdtemp(path.join(folder, 'pictures-'));
    const files = PATTERNS.map((name) => path.join(inside, name));
    for (const file of files) await copyFile(fixture('still.png'), file);
    for (const other of ['p001.png', 'p1.png', 'p2.png'])
      await writeFile(path.join(inside, other), 'no picture');
    const { said, frames } = await readAll(files);
    expect(said).toEqual(PATTERNS.map(() => 'a still'));
    for (const [frame, ...more] of frames) {
      expect(more).toEqual([]);
      expect(frame && meanColour(frame, { left: 0, top: 0, right: 30, bottom: 36 })).toEqual([255, 0, 0]);
    }
  });

  test('a pattern whose own file is no picture is unreadable, though those it matches are', async () => {
    const inside = await mkdtemp(path.join(folder, 'pattern-'));
    await copyFile(fixture('still.png'), path.join(inside, 'p001.png'));
    const file = path.join(inside, 'p%03d.png');
    await writeFile(file, 'no picture');
    expect(await problemOf(media.probeMedia(file, quietRun()))).toMatch(/^media-unreadable: /);
  });

  test.each([
    ['cut.edl', 'TITLE: cut\n001 AX V C 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\n', /list of cuts/],
    ['film.prproj', '<?xml version="1.0"?><PremiereData/>', /a Premiere project/],
    ['cut.otio', '{"OTIO_SCHEMA": "Timeline.1"}', /list of cuts/],
  ])('%s is called what it is', async (name, contents, words) => {
    const file = path.join(folder, name);
    await writeFile(file, contents);
    expect(await problemOf(media.probeMedia(file, quietRun()))).toMatch(words);
  });

  test('an address is no path', async () => {
    expect(await problemOf(media.probeMedia(`${address}/film.mp4`, quietRun()))).toMatch(
      /an address.*Download/,
    );
    expect(asked).toEqual([]);
  });

  (process.platform === 'win32' ? test.skip : test)(
    'a pipe and a device are refused, not waited for',
    async () => {
      const pipe = path.join(folder, `pipe-${_name}.mp4`);
      execFileSync('mkfifo', [pipe]);
      for (const file of [pipe, '/dev/zero'])
        expect(await problemOf(media.probeMedia(file, quietRun()))).toMatch(
          /^media-unreadable: .*pipe or a device/,
        );
    },
  );
});
