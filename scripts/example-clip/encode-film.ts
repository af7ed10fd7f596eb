// Pictures to an H.264 file by node-av. Knows no scene.
import {
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  AV_PIX_FMT_YUV420P,
  Encoder,
  FF_ENCODER_LIBX264,
  Frame,
  Muxer,
} from 'node-av';

export type Film = {
  path: string;
  widthPx: number;
  heightPx: number;
  framesPerSecond: number;
  frameCount: number;
};

/** Writes the film; `picture(i)` gives frame i as planar YUV 4:2:0. */
export async function encodeFilm(film: Film, picture: (index: number) => Buffer): Promise<void> {
  const { widthPx, heightPx, framesPerSecond } = film;
  const timeBase = { num: 1, den: framesPerSecond };
  const encoder = await Encoder.create(FF_ENCODER_LIBX264, {
    options: { preset: 'medium', crf: 25, g: framesPerSecond * 4, 'x264-params': 'threads=2' },
  });
  const muxer = await Muxer.open(film.path, { options: { movflags: '+faststart' } });
  const stream = muxer.addStream(encoder);
  for (let index = 0; index < film.frameCount; index++) {
    const frame = Frame.fromVideoBuffer(picture(index), {
      width: widthPx,
      height: heightPx,
      format: AV_PIX_FMT_YUV420P,
      timeBase,
      pts: BigInt(index),
    });
    Object.assign(frame, {
      colorSpace: AVCOL_SPC_BT709,
      colorPrimaries: AVCOL_PRI_BT709,
      colorTrc: AVCOL_TRC_BT709,
      colorRange: AVCOL_RANGE_MPEG,
    });
    for (const packet of await encoder.encodeAll(frame)) await muxer.writePacket(packet, stream);
    frame.free();
  }
  for (const packet of await encoder.encodeAll(null)) await muxer.writePacket(packet, stream);
  await muxer.close();
  encoder.close();
}
