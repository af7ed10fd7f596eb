// Runs the filters of a preview over decoded frames, whatever they are and however they change within a film. Media process only.
import { AV_FRAME_FLAG_INTERLACED, AV_PICTURE_TYPE_NONE, AVCOL_SPC_UNSPECIFIED } from 'node-av/constants';
import { type FilterContext, FilterGraph, Frame, Rational } from 'node-av/lib';
import { tagsOf } from './node-av-tags.js';
import { lookOf, type PictureLook, previewFilters, type PreviewSize } from './preview-look.js';
import type { ShownFrame } from './shown-frames.js';

const CLOCK_HZ = 90_000; // MPEG's own: exact for every usual frame rate

export class PreviewFilter {
  private graph: { key: string; whole: FilterGraph; source: FilterContext; sink: FilterContext } | null =
    null;
  /** Once a frame was interlaced, all are looked at: films in soft telecine change with every frame. */
  private isInterlaced = false;

  constructor(private readonly size: PreviewSize) {}

  /** The frame stays the caller's; those that are handed out are for the caller to free. */
  *push({ timeSeconds, frame }: ShownFrame): Generator<ShownFrame, void> {
    this.isInterlaced ||= frame.hasFlags(AV_FRAME_FLAG_INTERLACED);
    const look = lookOf(tagsOf(frame), this.isInterlaced);
    // The frame is not changed: what is wrong with its tags is put right in a reference to it.
    const input = frame.clone();
    if (!input) throw new Error('a frame cannot be copied');
    if (look.isMatrixUnknown) input.colorSpace = AVCOL_SPC_UNSPECIFIED;
    const key = [
      input.width,
      input.height,
      input.format,
      input.colorSpace,
      input.colorRange,
      look.light,
    ].join();
    if (this.graph?.key !== `${key},${this.isInterlaced}`) {
      yield* this.end();
      this.graph = this.open(input, look, `${key},${this.isInterlaced}`);
    }
    input.pts = BigInt(Math.round(timeSeconds * CLOCK_HZ));
    input.timeBase = new Rational(1, CLOCK_HZ);
    const added = this.graph.source.buffersrcAddFrameSync(input);
    input.free();
    if (added < 0) throw new Error(`a frame cannot be filtered (${added})`);
    yield* this.pull();
  }

  /** What the filters still hold. */
  *end(): Generator<ShownFrame, void> {
    if (!this.graph) return;
    this.graph.source.buffersrcAddFrameSync(null);
    yield* this.pull();
    this.graph.whole.free();
    this.graph = null;
  }

  private open(frame: Frame, look: PictureLook, key: string): NonNullable<PreviewFilter['graph']> {
    const whole = new FilterGraph();
    whole.alloc();
    const properties = [
      `video_size=${frame.width}x${frame.height}`,
      `pix_fmt=${frame.format}`,
      `time_base=1/${CLOCK_HZ}`,
      'pixel_aspect=1/1',
      `colorspace=${frame.colorSpace}`,
      `range=${frame.colorRange}`,
    ];
    const chain = `buffer@in=${properties.join(':')},${previewFilters(this.size, look)},buffersink@out`;
    const parsed = whole.parse2(chain);
    const configured = parsed < 0 ? parsed : whole.configSync();
    const source = whole.getFilter('buffer@in');
    const sink = whole.getFilter('buffersink@out');
    if (configured < 0 || !source || !sink)
      throw new Error(`no filter for the picture (${configured}): ${chain}`);
    return { key, whole, source, sink };
  }

  private *pull(): Generator<ShownFrame, void> {
    while (this.graph) {
      const { sink } = this.graph;
      const frame = new Frame();
      frame.alloc();
      if (sink.buffersinkGetFrameSync(frame) < 0) return frame.free();
      const { num, den } = sink.buffersinkGetTimeBase();
      // What kind of picture it was in the film is no matter for the encoder.
      frame.pictType = AV_PICTURE_TYPE_NONE;
      yield { timeSeconds: (Number(frame.pts) * num) / den, frame };
    }
  }
}
