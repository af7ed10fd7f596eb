// Runs named checks one after another and counts them; a failed one is told at once and does not stop the next.

export type Check = { name: string; run: () => Promise<void> };

export class CheckList {
  private passed = 0;
  private readonly failed: string[] = [];
  private readonly startedMs = Date.now();
  /** What is shown beside a failure, e.g. what stood on the screen. */
  explain: () => Promise<string> = () => Promise.resolve('');

  /** False when it failed, for what can only be checked after it. */
  async check(name: string, run: () => Promise<void> | void): Promise<boolean> {
    const fromMs = Date.now();
    try {
      await run();
      this.passed += 1;
      console.log(`ok    ${name} (${((Date.now() - fromMs) / 1000).toFixed(1)} s)`);
      return true;
    } catch (error) {
      this.failed.push(name);
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      console.log(`FAIL  ${name}\n${what}\n${await this.explain().catch(String)}`);
      return false;
    }
  }

  /** The closing line; -> the exit code. */
  finish(): number {
    for (const name of this.failed) console.log(`failed: ${name}`);
    const seconds = ((Date.now() - this.startedMs) / 1000).toFixed(1);
    console.log(`${this.passed} passed, ${this.failed.length} failed in ${seconds}s`);
    return this.failed.length === 0 && this.passed > 0 ? 0 : 1;
  }
}
