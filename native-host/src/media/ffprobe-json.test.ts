import { expect, test } from '@jest/globals';
import { parseProbe, parseRational } from './ffprobe-json.js';

test('what ffprobe prints is read field by field', () => {
  const json = JSON.stringify({
    format: { format_name: 'mov,mp4', start_time: '0.000000', duration: '10.010000' },
    streams: [
      {
        index: 0,
        codec_type: 'video',
        codec_name: 'h264',
        width: 1080,
        height: 720,
        disposition: { default: 1, attached_pic: 0 },
        start_pts: 2002,
        time_base: '1/30000',
        duration_ts: 30_030,
        nb_frames: '30',
        avg_frame_rate: '30000/1001',
        r_frame_rate: '30/1',
        side_data_list: [
          {
            side_data_type: 'Display Matrix',
            rotation: -90,
            displaymatrix:
              '\n00000000:            0       65536           0\n00000001:       -65536           0           0\n00000002:            0           0  1073741824\n',
          },
        ],
      },
    ],
  });
  const media = parseProbe(json);
  expect(media).toMatchObject({ formatName: 'mov,mp4', startSeconds: 0, durationSeconds: 10.01 });
  expect(media.streams[0]).toMatchObject({
    kind: 'video',
    isDefault: true,
    isAttachedPicture: false,
    frameCount: 30,
    widthPx: 1080,
    averageRate: { numerator: 30_000, denominator: 1001 },
    displayMatrix: [0, 65_536, 0, -65_536, 0, 0, 0, 0, 1_073_741_824],
  });
  expect(media.streams[0]?.startSeconds).toBeCloseTo(2002 / 30_000, 12);
  expect(media.streams[0]?.durationSeconds).toBeCloseTo(1.001, 12);
});

test('missing fields are unknown, not zero', () => {
  const [stream] = parseProbe(
    '{"streams":[{"codec_type":"audio","sample_rate":"44100","start_time":"N/A"}]}',
  ).streams;
  expect(stream).toMatchObject({
    kind: 'audio',
    startSeconds: null,
    durationSeconds: null,
    displayMatrix: null,
    sampleRateHz: 44_100,
  });
});

test('a length of 32 set bits is unknown', () => {
  const media = parseProbe(
    '{"format":{"duration":"143165.6"},"streams":[{"duration_ts":4294967295,"time_base":"1/30000"}]}',
  );
  expect(media.durationSeconds).toBeNull();
  expect(media.streams[0]?.durationSeconds).toBeNull();
});

test('an empty answer is an empty file', () => {
  expect(parseProbe('{}').streams).toEqual([]);
});

test('a rate that is not there is 0/0', () => {
  expect(parseRational(undefined)).toEqual({ numerator: 0, denominator: 0 });
});

test('timecode is found under its name in small letters or capitals', () => {
  const media = parseProbe(
    '{"format":{"tags":{"timecode":"01:00:00:00"}},"streams":[{"codec_type":"video","tags":{"TIMECODE":"02:00:00;00"}},{"codec_type":"data"}]}',
  );
  expect(media.timecode).toBe('01:00:00:00');
  expect(media.streams.map(({ timecode }) => timecode)).toEqual(['02:00:00;00', null]);
});
