// The host's side of the engine process: starts it, asks it, kills it on cancel or when it stands still, starts it anew for the next job.
import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ScoreError, type ModelManifest } from '@framescore/contract';
import { Requests } from '../children/requests.js';
import { processorMsOf, STALL_RULES, StallWatch } from '../children/stall-watch.js';
import { EngineJob } from './engine-job.js';
import type { EngineCommand, EngineReply } from './engine-protocol.js';

/** Graphs are never compiled in place, so the process always runs the built file, also under a test runner. */
const ENTRY = fileURLToPath(new URL('../../dist/onnx/engine-child.js', import.meta.url));

export class Engine {
  private child: ChildProcess | undefined;
  private loading: Promise<unknown> | undefined;
  private lastJob = 0;
  private errorTail = '';
  private readonly watch: StallWatch;
  private readonly requests: Requests<EngineReply>;

  constructor(
    private readonly bundle: { directory: string; manifest: ModelManifest },
    private readonly threads = Math.min(availableParallelism(), 4),
    stall = STALL_RULES,
  ) {
    const watched = {
      usedMs: () => processorMsOf(this.child?.pid),
      onStall: (reason: string) => this.giveUp(reason),
    };
    this.watch = new StallWatch(watched, stall);
    this.requests = new Requests(this.watch);
  }

  /** Process id while the engine runs: for reports and for tests that kill it. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  isRunning(child: ChildProcess): boolean {
    return this.child === child;
  }

  get manifest(): ModelManifest {
    return this.bundle.manifest;
  }

  /** What one score, range or recording asks of the engine; nothing of it reaches another job. */
  openJob(): EngineJob {
    return new EngineJob(this, (this.lastJob += 1));
  }

  /** The process, its graphs loaded; it is started where none runs. */
  async ready(): Promise<ChildProcess> {
    const child = (this.child ??= this.spawn());
    this.loading ??= this.requests.answer((id) =>
      this.post({ kind: 'load', id, ...this.bundle, threads: this.threads }).then(() => undefined),
    );
    const loaded = (await this.loading) as EngineReply;
    if (loaded.kind === 'failed') throw new ScoreError(loaded.code, loaded.detail);
    return child;
  }

  /** Asks, and yields what comes in answer until it has ended. Throws what the engine failed with. */
  async *answers(ask: (id: number) => EngineCommand): AsyncGenerator<EngineReply, void> {
    for await (const reply of this.requests.answers((id) => this.post(ask(id)))) {
      if (reply.kind === 'failed') throw new ScoreError(reply.code, reply.detail);
      if (reply.kind === 'tokens-end') return;
      yield reply;
    }
  }

  /** Sends one message; resolves when the channel has taken it. */
  async post(command: EngineCommand): Promise<void> {
    const { child } = this;
    if (!child) throw new ScoreError('engine-died', 'The music engine is not running. Try again.');
    const sent = new Promise<void>((resolve, reject) => {
      child.send(command, (error) => {
        if (!error) return resolve();
        const detail = 'The music engine stopped unexpectedly. Try again.';
        reject(new ScoreError('engine-died', detail, { cause: error }));
      });
    });
    await this.watch.during(sent);
  }

  /** A run inside onnxruntime cannot be interrupted, so cancelling means killing the process. Nobody waits for its end. */
  kill(): void {
    this.dispose();
    this.requests.failAll(new ScoreError('engine-died', 'The music engine was ended. Try again.'));
  }

  dispose(): void {
    this.child?.kill('SIGKILL');
    this.forget();
  }

  private forget(): void {
    this.child = undefined;
    this.loading = undefined;
  }

  private giveUp(reason: string): ScoreError {
    this.dispose();
    const detail = `The music engine ${reason}, so it was ended. Try again; if it happens again, restart the computer or score a shorter range.`;
    return new ScoreError('engine-died', detail);
  }

  private spawn(): ChildProcess {
    const child = fork(ENTRY, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    });
    this.errorTail = '';
    child.stderr?.on('data', (text: Buffer) => {
      if (this.child === child) this.errorTail = (this.errorTail + text.toString()).slice(-2000);
    });
    child.on('message', (reply: EngineReply) => {
      if (this.child === child) this.requests.settle(reply);
    });
    child.on('error', () => undefined); // it could not be started or killed: `exit` or a failed message says so
    child.once('exit', (code, signal) => this.onExit(child, code, signal));
    return child;
  }

  private onExit(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): void {
    if (this.child !== child) return; // one that was put away has nobody who waits
    this.forget();
    const cause = new Error(`engine process ended (code ${code}, signal ${signal}): ${this.errorTail}`);
    const detail =
      'The music engine stopped unexpectedly. Try again; if it happens again, score a shorter range.';
    this.requests.failAll(new ScoreError('engine-died', detail, { cause }));
  }
}
