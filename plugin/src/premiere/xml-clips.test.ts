// Speed curves and effects on files as Premiere writes them: parameters and keyframes are those of an exported clip.
import { expect, test } from '@jest/globals';
import { clip, FRAME_TICKS, frameTicks, track } from '../../../test/host/timeline-samples.js';
import { readXmlVideoTracks } from './fcp-xml.js';
import { addXmlFacts, readXmlClips } from './xml-clips.js';

type Filter = { id: string; parameters?: string; bypass?: boolean; name?: string };

const filter = ({ id, parameters = '', bypass = false, name = id }: Filter) =>
  `<filter><effect><name>${name}</name><effectid>${id}</effectid><effecttype>motion</effecttype>
   <mediatype>video</mediatype><pproBypass>${bypass}</pproBypass>${parameters}</effect></filter>`;
const parameter = (id: string, inner: string) =>
  `<parameter authoringApp="PremierePro"><parameterid>${id}</parameterid><name>${id}</name>${inner}</parameter>`;
const keyframes = (points: [number, number][]) =>
  points.map(([when, value]) => `<keyframe><when>${when}</when><value>${value}</value></keyframe>`).join('');
const remap = (points: [number, number][], variable = 1) =>
  filter({
    id: 'timeremap',
    parameters:
      parameter('variablespeed', `<valuemin>0</valuemin><value>${variable}</value>`) +
      parameter(
        'graphdict',
        `<valuemin>0</valuemin><valuemax>154</valuemax><value>0</value>${keyframes(points)}`,
      ),
  });
const item = (start: number, end: number, inFrame: number, inner: string, name = 'mymovie.mov') =>
  `<clipitem><name>${name}</name><start>${start}</start><end>${end}</end><in>${inFrame}</in><out>${inFrame + 9}</out>${inner}</clipitem>`;

function readTrack(...items: string[]) {
  const text = `<xmeml version="4"><sequence><media><video><track>${items.join('')}</track></video></media></sequence></xmeml>`;
  return readXmlClips(readXmlVideoTracks(text)![0]!);
}

const CURVE: [number, number][] = [
  [0, 0],
  [51, 51],
  [114, 126],
  [142, 154],
];

test('a speed curve is read, without the keyframes that lie outside the source', () => {
  const [found] = readTrack(item(984, 1127, 0, remap([...CURVE, [143, -1815255671]])));
  expect(found!.curve).toEqual(CURVE.map(([when, sourceFrame]) => ({ when, sourceFrame })));
});

test('an even speed is no curve', () => {
  expect(readTrack(item(0, 10, 0, remap(CURVE, 0)))[0]!.curve).toBeNull();
});

test('a clip gets its curve on its own clock, also where the API counts the source from its timecode', () => {
  const found = readTrack(item(984, 1127, 0, remap(CURVE)));
  const late = clip([984, 1127], { at: 90_000, mediaPath: '/mymovie.mov' });
  const [read] = addXmlFacts(track([late]), found, FRAME_TICKS).clips;
  expect(read!.remap![2]).toEqual({ clipTicks: frameTicks(90_114), sourceTicks: frameTicks(90_126) });
});

test('clips are found by their borders, and beside transitions by the border that is left or by name and in point', () => {
  const blur = filter({ id: 'Gaussian Blur' });
  const found = readTrack(
    item(0, -1, 0, blur),
    item(-1, -1, 30, filter({ id: 'Lumetri Color' }), 'b.mov'),
    item(-1, 90, 0, filter({ id: 'Tint' })),
  );
  const clips = [
    clip([0, 20], { name: 'mymovie.mov' }),
    clip([20, 60], { name: 'b.mov', at: 30 }),
    clip([60, 90], { name: 'mymovie.mov' }),
    clip([95, 99], { name: 'elsewhere' }),
  ];
  const read = addXmlFacts(track(clips), found, FRAME_TICKS).clips.map(({ effects }) => effects);
  expect(read).toEqual([['Gaussian Blur'], ['Lumetri Color'], ['Tint'], undefined]);
});

test('what only fits a picture into its sequence is no effect', () => {
  const scale = (inner: string) => filter({ id: 'basic', parameters: parameter('scale', inner) });
  const opacity = (value: number) =>
    filter({ id: 'opacity', parameters: parameter('opacity', `<value>${value}</value>`) });
  const read = readTrack(
    item(0, 1, 0, scale('<value>93.8</value>')),
    item(
      1,
      2,
      0,
      scale(
        `<value>100</value>${keyframes([
          [0, 100],
          [9, 150],
        ])}`,
      ),
    ),
    item(2, 3, 0, opacity(100)),
    item(3, 4, 0, opacity(40)),
    item(4, 5, 0, filter({ id: 'crop', parameters: parameter('left', '<value>42</value>') })),
    item(5, 6, 0, filter({ id: 'Lumetri Color', bypass: true })),
    item(6, 7, 0, filter({ id: 'GraphicAndType', name: 'A title' })),
  );
  expect(read.map(({ effects }) => effects)).toEqual([[], ['basic'], [], ['opacity'], ['crop'], [], []]);
});
