import { expect, test } from '@jest/globals';
import { whatItIs, whatItIsInstead } from './what-it-is.js';

test.each([
  ['cut/Film v2.prproj', /a Premiere project\. .*panel/],
  ['film.drp', /a DaVinci Resolve project\. Render/],
  ['comp.aep', /an After Effects project\. Render/],
  ['Holiday.fcpbundle', /a library of Final Cut/],
  ['Holiday.fcpbundle/', /a library of Final Cut/],
  ['cut.EDL', /a list of cuts.*Render/],
  ['cut.fcpxml', /a list of cuts/],
  ['cut.otio', /a list of cuts/],
  ['cut.aaf', /a list of cuts/],
  ['live.m3u8', /leads to other files/],
  ['film.mpd', /leads to other files/],
  ['words.srt', /subtitles/],
  ['A001.braw', /raw film.*proxy/],
  ['films.zip', /an archive.*Unpack/],
  ['film.mp4.crdownload', /download that has not ended/],
])('%s is told by its name', (path, words) => {
  expect(whatItIs(path)).toMatch(words);
});

test.each(['film.mp4', 'film', 'a.prproj/film.mov', '.mp4', 'music.wav'])('%s says nothing', (path) => {
  expect(whatItIs(path)).toBeNull();
});

test.each([
  ['https://example.com/film.mp4', /an address \(https\).*Download/],
  ['rtsp://10.0.0.5/stream', /an address \(rtsp\)/],
  ['file:///home/me/film.mp4', /without "file:\/\/"/],
  ['-', /pipe.*Save it to a file/],
  ['pipe:0', /pipe/],
])('%s is no path', (path, words) => {
  expect(whatItIsInstead(path)).toMatch(words);
});

test.each(['film.mp4', 'C:\\films\\a.mp4', 'D:/films/a.mp4', 'a: b.mp4'])('%s is a path', (path) => {
  expect(whatItIsInstead(path)).toBeNull();
});
