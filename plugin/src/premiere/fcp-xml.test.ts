// The reader of interchange XML on files as Premiere writes them, and on damaged ones.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { child, parseXml, readXmlMarkers, readXmlVideoTracks, xmlTransitions } from './fcp-xml.js';

function transitionsIn(text: string) {
  const tracks = readXmlVideoTracks(text);
  return tracks && xmlTransitions(tracks);
}

const RATE = '<rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate>';

const EXPORTED = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE xmeml>
<xmeml version="4">
  <sequence id="sequence-1" TL.SQAudioVisibleBase="0" explodedTracks="true">
    <uuid>2f6c0a51-0000-4000-8000-1d2d3d4d5d6d</uuid>
    <duration>500</duration>
    ${RATE}
    <name>Cut &amp; Paste &#8211; &quot;final&quot;</name>
    <media>
      <video>
        <format><samplecharacteristics>${RATE}<width>1920</width></samplecharacteristics></format>
        <track TL.SQTrackShy="0" TL.SQTrackExpandedHeight="25">
          <clipitem id="clipitem-1">
            <name>a.mov</name><enabled>TRUE</enabled>${RATE}
            <start>0</start><end>-1</end><in>0</in><out>210</out>
            <pproTicksIn>0</pproTicksIn><pproTicksOut>2133734400000</pproTicksOut>
          </clipitem>
          <transitionitem>
            <start>190</start>
            <end>210</end>
            <alignment>center</alignment>
            ${RATE}
            <effect>
              <name>Cross Dissolve</name>
              <effectid>Cross Dissolve</effectid>
              <effecttype>transition</effecttype>
            </effect>
          </transitionitem>
          <clipitem id="clipitem-2">
            <name>nest</name><start>-1</start><end>500</end>
            <sequence id="sequence-2"><name>Inner</name><media><video><track>
              <transitionitem><start>1</start><end>9</end><effect><name>Inner wipe</name></effect></transitionitem>
            </track></video></media></sequence>
          </clipitem>
          <enabled>TRUE</enabled><locked>FALSE</locked>
        </track>
        <track>
          <transitionitem><start>300</start><end>312</end><alignment>start-black</alignment>
            <effect><effectid>Dip to Black</effectid></effect>
          </transitionitem>
        </track>
      </video>
      <audio><track><transitionitem><start>5</start><end>10</end></transitionitem></track></audio>
    </media>
    <marker><comment>x</comment><name>Kiss</name><in>120</in><out>-1</out></marker>
  </sequence>
</xmeml>`;

test('transitions of the outermost sequence are read, not those of nests and sounds', () => {
  expect(transitionsIn(EXPORTED)).toEqual([
    { trackIndex: 0, startFrame: 190, endFrame: 210, name: 'Cross Dissolve' },
    { trackIndex: 1, startFrame: 300, endFrame: 312, name: 'Dip to Black' },
  ]);
});

test('markers are read with their frames', () => {
  expect(readXmlMarkers(EXPORTED)).toEqual([{ name: 'Kiss', frame: 120 }]);
});

test('a sequence inside a project and its bins is found', () => {
  const [, sequence = ''] = /(<sequence id="sequence-1"[\s\S]*<\/sequence>)\s*<\/xmeml>/.exec(EXPORTED) ?? [];
  const wrapped = `<xmeml version="4"><project><children><bin><children>${sequence}</children></bin></children></project></xmeml>`;
  expect(transitionsIn(wrapped)).toHaveLength(2);
});

test('names are decoded, comments and character data are understood', () => {
  const root = parseXml('<a b="1 &lt; 2"><!-- <c/> --><d><![CDATA[x < y]]></d><e/>&#x41;&amp;&unknown;</a>');
  expect(root?.attributes).toEqual({ b: '1 < 2' });
  expect(child(root ?? undefined, 'd')?.text).toBe('x < y');
  expect(root?.children.map(({ name }) => name)).toEqual(['d', 'e']);
  expect(root?.text).toBe('A&&unknown;');
});

test('damaged transitions are left out, text without a sequence gives nothing', () => {
  const broken = EXPORTED.replace('<start>190</start>', '<start>-1</start>').replace(
    '<end>312</end>',
    '<end>abc</end>',
  );
  expect(transitionsIn(broken)).toEqual([]);
  expect(transitionsIn('')).toBeNull();
  expect(transitionsIn('no xml')).toBeNull();
  expect(transitionsIn('<html><body/></html>')).toBeNull();
});

test('a file that is cut off anywhere, or has stray pieces, never throws', () => {
  fc.assert(
    fc.property(
      fc.nat(EXPORTED.length),
      fc.nat(EXPORTED.length),
      fc.string({ maxLength: 20 }),
      (end, at, stray) => {
        transitionsIn(EXPORTED.slice(0, end));
        const result = transitionsIn(EXPORTED.slice(0, at) + stray + EXPORTED.slice(at));
        for (const { startFrame, endFrame } of result ?? []) expect(endFrame).toBeGreaterThan(startFrame);
      },
    ),
    { numRuns: 500 },
  );
});

test('twenty thousand clips are read in a moment', () => {
  const item = '<clipitem id="c"><name>a</name><start>0</start><end>25</end><file id="f"/></clipitem>';
  const large = EXPORTED.replace(
    '<clipitem id="clipitem-1">',
    `${item.repeat(20_000)}<clipitem id="clipitem-1">`,
  );
  const started = performance.now();
  expect(transitionsIn(large)).toHaveLength(2);
  expect(performance.now() - started).toBeLessThan(10_000);
});
