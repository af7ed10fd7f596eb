// `framescore doctor`: tries each part that a score needs and says of each whether it works and what to do if not.
import { ScoreError, PROBLEMS, type ProblemCode } from '@framescore/contract';

export type Check = { name: string; run(): Promise<string> };
export type Finding = { name: string; ok: boolean; detail: string; code?: ProblemCode };

/** Runs every check, also after a failed one; a check fails by throwing. */
export async function runChecks(checks: readonly Check[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, run } of checks) {
    try {
      findings.push({ name, ok: true, detail: await run() });
    } catch (error) {
      const known = error instanceof ScoreError ? error : undefined;
      const detail = known?.detail ?? (error instanceof Error ? error.message : String(error));
      findings.push({ name, ok: false, detail, code: known?.code ?? 'internal' });
    }
  }
  return findings;
}

export function describeFindings(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const rows = findings.map(
    ({ name, ok, detail }) => `${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(width)}  ${detail}`,
  );
  const failed = findings.filter(({ ok }) => !ok).length;
  const verdict =
    failed === 0
      ? 'Everything FrameScore needs works here.'
      : `${failed} of ${findings.length} checks failed.`;
  return `${[...rows, '', verdict].join('\n')}\n`;
}

/** 0 when all is well, else the exit code of the first problem. */
export function exitCodeOf(findings: readonly Finding[]): number {
  const first = findings.find(({ ok }) => !ok);
  return first ? PROBLEMS[first.code ?? 'internal'].exitCode : 0;
}

/** Throws when this Node is older than FrameScore needs. */
export function checkNode(version: string): string {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return version;
  throw new Error(`Node ${version} is too old. Install Node 20.19 or newer.`);
}
