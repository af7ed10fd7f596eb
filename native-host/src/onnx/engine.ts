// The host's side of the engine process: starts it, asks it, kills it on cancel, starts it anew for the next job.
import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ScoreError, type ModelManifest } from '@framescore/contract';
import type { CodedSound } from './codec.js';
import type { EngineCommand, EngineReply, PictureSummary } from './engine-protocol.js';
import type { TokenRequest } from './score-model.js';

type Waiter = { push(reply: EngineReply): void; fail(error: Error): void };
type Asked = Exclude<EngineCommand, { kind: 'frames' }>;
// Distributes over the union, so that each command keeps its own fields.
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** Graphs are never compiled in place, so the process always runs the built file, also under a test runner. */
const ENTRY = fileURLToPath(new URL('../../dist/onnx/engine-child.js', import.meta.url));

export class Engine {
  private child: ChildProcess | undefined;
  private loading: Promise<unknown> | undefined;
  private readonly waiters = new Map<number, Waiter>();
  private nextId = 1;
  private errorTail = '';

  constructor(
    private readonly bundle: { directory: string; manifest: ModelManifest },
    private readonly threads = Math.min(availableParallelism(), 4),
  ) {}

  /** Process id while the engine runs: for reports and for tests that kill it. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Starts the process and loads the graphs; calling it early hides the time it takes. */
  async start(signal: AbortSignal): Promise<void> {
    await this.guarded(signal, async () => this.ready());
  }

  /** Encodes frames [F, height, width, 3] that come in batches. */
  async encodeVideo(batches: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<PictureSummary> {
    return this.guarded(signal, async () => {
      await this.ready();
      for await (const rgb of batches) await this.post({ kind: 'frames', rgb });
      const reply = await this.ask({ kind: 'encode' });
      if (reply.kind !== 'encoded') throw unexpected(reply);
      return reply.picture;
    });
  }

  /** Streams token steps [N, K] as they are sampled; `encodeVideo` must have been called before. */
  async *runTokens(
    request: TokenRequest,
    signal: AbortSignal,
  ): AsyncGenerator<{ tokens: Int32Array; logits?: Float32Array }> {
    const release = this.killOnAbort(signal);
    try {
      await this.ready();
      const stepTokens = this.bundle.manifest.streams.length * request.seeds.length;
      for await (const reply of this.stream({ kind: 'tokens', request })) {
        if (reply.kind !== 'steps') throw unexpected(reply);
        const steps = reply.tokens.length / stepTokens;
        const width = (reply.logits?.length ?? 0) / steps;
        for (let step = 0; step < steps; step += 1) {
          const tokens = reply.tokens.slice(step * stepTokens, (step + 1) * stepTokens);
          yield {
            tokens,
            ...(reply.logits && { logits: reply.logits.slice(step * width, (step + 1) * width) }),
          };
        }
      }
    } catch (error) {
      throw cancelledOr(error, signal);
    } finally {
      release();
    }
  }

  /** Codes of sound [F, K] to samples [C, N]; while tokens are sampled, between two of their steps. */
  async decodeCodes(part: CodedSound, signal: AbortSignal): Promise<Float32Array> {
    return this.guarded(signal, async () => {
      await this.ready();
      const reply = await this.ask({ kind: 'decode', part });
      if (reply.kind !== 'decoded') throw unexpected(reply);
      return reply.audio;
    });
  }

  /** A whole token matrix [T, K] in the space of pictures [E]; null where the bundle cannot say. */
  async embedMusic(tokens: Int32Array, signal: AbortSignal): Promise<Float32Array | null> {
    return this.guarded(signal, async () => {
      await this.ready();
      const reply = await this.ask({ kind: 'embed', tokens });
      if (reply.kind !== 'embedded') throw unexpected(reply);
      return reply.embedding;
    });
  }

  /** Beat and downbeat activations of a chunk of log-mel frames: [F, M] to [F, 2]. */
  async trackBeats(mel: Float32Array, bands: number, signal: AbortSignal): Promise<Float32Array> {
    return this.guarded(signal, async () => {
      await this.ready();
      const reply = await this.ask({ kind: 'beats', mel, bands });
      if (reply.kind !== 'activations') throw unexpected(reply);
      return reply.activations;
    });
  }

  dispose(): void {
    this.child?.kill('SIGKILL');
    this.child = undefined;
    this.loading = undefined;
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

  /** A run inside onnxruntime cannot be interrupted, so cancelling means killing the process. */
  private killOnAbort(signal: AbortSignal): () => void {
    if (signal.aborted) throw cancelledOr(undefined, signal);
    const kill = () => this.child?.kill('SIGKILL');
    signal.addEventListener('abort', kill, { once: true });
    return () => signal.removeEventListener('abort', kill);
  }

  private async ready(): Promise<void> {
    if (!this.child) {
      this.spawn();
      this.loading = this.ask({ kind: 'load', ...this.bundle, threads: this.threads });
    }
    await this.loading;
  }

  private spawn(): void {
    const child = fork(ENTRY, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    });
    this.child = child;
    this.errorTail = '';
    child.stderr?.on(
      'data',
      (text: Buffer) => (this.errorTail = (this.errorTail + text.toString()).slice(-2000)),
    );
    child.on('message', (reply: EngineReply) => this.waiters.get(reply.id)?.push(reply));
    child.once('exit', (code, signal) => this.onExit(child, code, signal));
  }

  private onExit(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): void {
    if (this.child === child) {
      this.child = undefined;
      this.loading = undefined;
    }
    const cause = new Error(`engine process ended (code ${code}, signal ${signal}): ${this.errorTail}`);
    const detail =
      'The music engine stopped unexpectedly. Try again; if it happens again, score a shorter range.';
    for (const waiter of this.waiters.values()) waiter.fail(new ScoreError('engine-died', detail, { cause }));
  }

  private async ask(command: WithoutId<Asked>): Promise<EngineReply> {
    for await (const reply of this.stream(command)) return reply;
    throw new ScoreError('internal', 'The music engine gave no answer.');
  }

  /** Sends a command and yields its replies until it has ended. */
  private async *stream(command: WithoutId<Asked>): AsyncGenerator<EngineReply> {
    const id = this.nextId++;
    const inbox: (EngineReply | Error)[] = [];
    let wake = () => {};
    const put = (item: EngineReply | Error) => {
      inbox.push(item);
      wake();
    };
    this.waiters.set(id, { push: put, fail: put });
    try {
      await this.post({ ...command, id });
      for (;;) {
        const item = inbox.shift();
        if (item === undefined) await new Promise<void>((resolve) => (wake = resolve));
        else if (item instanceof Error) throw item;
        else if (item.kind === 'failed') throw new ScoreError(item.code, item.detail);
        else if (item.kind === 'tokens-end') return;
        else yield item;
      }
    } finally {
      this.waiters.delete(id);
    }
  }

  private async post(command: EngineCommand): Promise<void> {
    const { child } = this;
    if (!child) throw new ScoreError('engine-died', 'The music engine is not running. Try again.');
    await new Promise<void>((resolve, reject) => {
      child.send(command, (error) => {
        if (!error) return resolve();
        reject(
          new ScoreError('engine-died', 'The music engine stopped unexpectedly. Try again.', {
            cause: error,
          }),
        );
      });
    });
  }
}

function cancelledOr(error: unknown, signal: AbortSignal): unknown {
  return signal.aborted ? new ScoreError('cancelled', 'The score was cancelled.', { cause: error }) : error;
}

function unexpected(reply: EngineReply): ScoreError {
  return new ScoreError('internal', `The music engine answered "${reply.kind}" out of turn.`);
}
