// One job's questions to the engine process. Knows how they are asked and answered; the process itself is engine.ts's.
import type { ChildProcess } from 'node:child_process';
import { ScoreError } from '@framescore/contract';
import { cancelled } from '../core/system/cancelled.js';
import type { CodedSound } from './codec.js';
import type { Engine } from './engine.js';
import type { EngineNotice, EngineQuestion, EngineReply, PictureSummary } from './engine-protocol.js';
import type { TokenRequest } from './score-model.js';

// Distributes over the union, so that each question keeps its own fields.
type Asked<T> = T extends unknown ? Omit<T, 'id' | 'job'> : never;
type Question = Asked<EngineQuestion>;

export class EngineJob {
  /** The processes that know of this job, and that have seen its picture. */
  private begunIn: ChildProcess | undefined;
  private seenIn: ChildProcess | undefined;
  private lastPicture = 0;
  private isOver = false;

  constructor(
    private readonly engine: Engine,
    private readonly job: number,
  ) {}

  /** Starts the process and loads the graphs; calling it early hides the time it takes. */
  async start(signal: AbortSignal): Promise<void> {
    await this.guarded(signal, () => this.begin());
  }

  /** Encodes frames [F, height, width, 3] that come in batches. */
  async encodeVideo(batches: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<PictureSummary> {
    return this.guarded(signal, async () => {
      const child = await this.begin();
      const picture = (this.lastPicture += 1);
      for await (const rgb of batches) await this.tell({ kind: 'frames', job: this.job, picture, rgb });
      const { picture: summary } = await this.answer({ kind: 'encode', picture }, 'encoded');
      this.seenIn = child;
      return summary;
    });
  }

  /** Streams token steps [K] as they are sampled; `encodeVideo` must have been called before. */
  async *runTokens(
    request: TokenRequest,
    signal: AbortSignal,
  ): AsyncGenerator<{ tokens: Int32Array; logits?: Float32Array }> {
    const release = this.killOnAbort(signal);
    try {
      await this.assertSeen();
      const width = this.engine.manifest.streams.length;
      for await (const reply of this.answers({ kind: 'tokens', request })) {
        if (reply.kind !== 'steps') throw unexpected(reply);
        yield* stepsOf(reply, width);
      }
    } catch (error) {
      throw cancelledOr(error, signal);
    } finally {
      release();
    }
  }

  /** Codes of sound [F, K] to samples [C, N]; while tokens are sampled, between two of their steps. */
  async decodeCodes(part: CodedSound, signal: AbortSignal): Promise<Float32Array> {
    return this.guarded(signal, async () => (await this.answer({ kind: 'decode', part }, 'decoded')).audio);
  }

  /** A whole token matrix [T, K] in the space of pictures [E]; null where the bundle cannot say. */
  async embedMusic(tokens: Int32Array, signal: AbortSignal): Promise<Float32Array | null> {
    const asked = { kind: 'embed', tokens } as const;
    return this.guarded(signal, async () => (await this.answer(asked, 'embedded')).embedding);
  }

  /** Beat and downbeat activations of a chunk of log-mel frames: [F, M] to [F, 2]. */
  async trackBeats(mel: Float32Array, bands: number, signal: AbortSignal): Promise<Float32Array> {
    const asked = { kind: 'beats', mel, bands } as const;
    return this.guarded(signal, async () => (await this.answer(asked, 'activations')).activations);
  }

  /** What the engine keeps of the job is dropped; whatever is still asked for it fails. */
  close(): void {
    if (this.isOver) return;
    const told = this.begunIn && this.engine.isRunning(this.begunIn);
    this.isOver = true;
    if (told) this.engine.post({ kind: 'end', job: this.job }).catch(() => undefined); // a process that is gone keeps nothing
  }

  /** The process, told of this job. */
  private async begin(): Promise<ChildProcess> {
    this.assertOpen();
    const child = await this.engine.ready();
    if (this.begunIn !== child) await this.tell({ kind: 'begin', job: this.job });
    this.begunIn = child;
    return child;
  }

  private assertOpen(): void {
    if (this.isOver) throw new ScoreError('internal', 'The engine was asked for a score that has ended.');
  }

  /** A process that was started anew has not seen the picture. */
  private async assertSeen(): Promise<void> {
    const child = await this.begin();
    if (this.seenIn === undefined || this.seenIn === child) return;
    const detail = 'The music engine stopped unexpectedly after it had seen the picture. Try again.';
    throw new ScoreError('engine-died', detail);
  }

  private async tell(notice: EngineNotice): Promise<void> {
    this.assertOpen();
    await this.engine.post(notice);
  }

  private async *answers(question: Question): AsyncGenerator<EngineReply, void> {
    await this.begin();
    this.assertOpen();
    yield* this.engine.answers((id) => ({ ...question, id, job: this.job }));
  }

  private async answer<K extends EngineReply['kind']>(
    question: Question,
    kind: K,
  ): Promise<Extract<EngineReply, { kind: K }>> {
    for await (const reply of this.answers(question)) {
      if (reply.kind !== kind) throw unexpected(reply);
      return reply as Extract<EngineReply, { kind: K }>;
    }
    throw new ScoreError('internal', 'The music engine gave no answer.');
  }

  private async guarded<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const release = this.killOnAbort(signal);
    try {
      return await work();
    } catch (error) {
      throw cancelledOr(error, signal);
    } finally {
      release();
    }
  }

  private killOnAbort(signal: AbortSignal): () => void {
    if (signal.aborted) throw cancelledOr(undefined, signal);
    const kill = () => this.engine.kill();
    signal.addEventListener('abort', kill, { once: true });
    return () => signal.removeEventListener('abort', kill);
  }
}

/** The steps of one message: tokens [N, K], logits [N, K * V]. */
function* stepsOf(
  { tokens, logits }: Extract<EngineReply, { kind: 'steps' }>,
  width: number,
): Generator<{ tokens: Int32Array; logits?: Float32Array }> {
  const count = tokens.length / width;
  const logitWidth = (logits?.length ?? 0) / count;
  for (let step = 0; step < count; step += 1) {
    const seen = logits?.slice(step * logitWidth, (step + 1) * logitWidth);
    yield { tokens: tokens.slice(step * width, (step + 1) * width), ...(seen && { logits: seen }) };
  }
}

function cancelledOr(error: unknown, signal: AbortSignal): unknown {
  return signal.aborted ? cancelled(signal) : error;
}

function unexpected(reply: EngineReply): ScoreError {
  return new ScoreError('internal', `The music engine answered "${reply.kind}" out of turn.`);
}
