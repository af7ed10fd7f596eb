// The checks of `npm run check:house` find what they are meant to find, and what is committed passes them.
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { PROBLEMS, modelManifest, scoreRequest, scoreResult } from '@framescore/contract';
import { findUndescribedFields } from '../../scripts/house/describe-fields.js';
import {
  findOneClickDrift,
  findProblemDrift,
  findUnknownCommands,
  readCliCommands,
  readOneClickRows,
} from '../../scripts/house/docs.js';
import { readText } from '../../scripts/house/read-repository.js';
import { judgeSourceFile } from '../../scripts/house/source-files.js';

test('every field of the contract says what it means', () => {
  const fields = Object.entries({ modelManifest, scoreRequest, scoreResult }).flatMap(([name, schema]) =>
    findUndescribedFields(schema, name),
  );
  expect(fields).toEqual([]);
});

test('a field without a text is found however deep it lies', () => {
  const inner = z.object({ good: z.string().describe('A word.'), bad: z.number() });
  const schema = z.object({
    list: z.array(inner).describe('A list.'),
    pair: z.tuple([inner, z.string()]).optional().describe('A pair.'),
    byName: z.record(z.string(), inner).nullable().describe('A record.'),
    given: z.string().describe('Described before the default.').default('a'),
  });
  expect(findUndescribedFields(schema, 's')).toEqual(['s.list.bad', 's.pair.bad', 's.byName.bad']);
});

test('docs/problems.md has each code of the table and no other', () => {
  expect(findProblemDrift(readText('docs/problems.md'), Object.keys(PROBLEMS))).toEqual([]);
});

test('a missing, a superfluous and a doubled problem are found', () => {
  const findings = findProblemDrift('## `a`\n## `b`\n## `b`\n', ['a', 'c']);
  expect(findings.map((finding) => finding.replace('docs/problems.md: ', ''))).toEqual([
    'no heading for c.',
    'b is no problem code.',
    'b is no problem code.',
    'b stands there twice.',
  ]);
});

test('the rows of one click are read with their functions', () => {
  const rows = readOneClickRows(
    '| # | file | function | what |\n|---|---|---|---|\n| 1 | `a/b.ts` | `read`, `place` | x |\n',
  );
  expect(rows).toEqual([{ file: 'a/b.ts', functionNames: ['read', 'place'] }]);
});

test('a missing file, a missing function, a long file and a missing row of one click are found', () => {
  const texts: Record<string, string> = {
    'long.ts': 'const main = 1;\n'.repeat(201),
    'short.ts': 'const a = 1;\n',
  };
  const rows = ['gone.ts', 'long.ts', 'short.ts'].map((file) => ({ file, functionNames: ['main'] }));
  const findings = findOneClickDrift(rows, (file) => texts[file], { wantedRows: 4 });
  expect(findings).toHaveLength(4);
  expect(findings.join('\n')).toMatch(
    /3 rows.*gone\.ts does not exist.*long\.ts: 201 lines.*short\.ts has no main/s,
  );
});

test('an unknown command, npm script or option in a document is found, and a known one is not', () => {
  const cli = readCliCommands(`.command('score <video>').option('--seed <n>').option('-q, --quiet')`);
  expect(cli).toEqual({ commands: ['score'], options: ['--seed', '--quiet'] });
  const markdown = [
    'Run `npm run bench` or `npm run nothing`.',
    'npx framescore score a.mp4 --seed 1 --loud',
    'framescore dance',
    '| `--quiet` | says less |',
    'Elsewhere pip --user is no option of ours.',
  ].join('\n');
  expect(findUnknownCommands('R', markdown, { ...cli, npmScripts: ['bench'] })).toEqual([
    'R: there is no npm script nothing.',
    'R: there is no command dance.',
    'R: there is no option --loud.',
  ]);
});

test.each([
  ['a shapeless name', 'a/utils.ts', '// Owns a.\n', 'says nothing'],
  ['a name in another case', 'a/writeWav.ts', '// Owns a.\n', 'kebab-case'],
  ['a file without a heading', 'a/b.ts', 'const a = 1;\n', 'first line'],
  ['work left without a link', 'a/b.ts', `// Owns a.\n// ${'TODO'} later\n`, 'b.ts:2'],
  ['a long Python file', 'a/b.py', `# Owns a.\n${'a = 1\n'.repeat(401)}`, '401 lines'],
  [
    'a long Python function',
    'a/b.py',
    `# Owns a.\ndef f(\n    a,\n) -> int:\n${'    a = 1\n'.repeat(60)}b = 1\n`,
    'f has 63',
  ],
])('%s is found', (_, file, text, words) => {
  const findings = judgeSourceFile(file, text);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toContain(words);
});

test('a short Python function after a long module body is no finding', () => {
  const text = `"""Owns a."""\ndef f(a: int) -> int:\n    return a\n\n\n${'b = 1\n'.repeat(100)}`;
  expect(judgeSourceFile('a/b.py', text)).toEqual([]);
});
