// `npm run check:house`: the house rules that neither the compiler nor ESLint knows. Prints each finding; exit code 1 if any.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import {
  PROBLEMS,
  WIRE_METHODS,
  WIRE_NOTIFICATIONS,
  modelManifest,
  scoreRequest,
  scoreResult,
  timelineSnapshot,
} from '@framescore/contract';
import { findWrongArrows } from './house/arrows.js';
import { findUndescribedFields } from './house/describe-fields.js';
import {
  findOneClickDrift,
  findProblemDrift,
  findUnknownCommands,
  readCliCommands,
  readOneClickRows,
} from './house/docs.js';
import { ROOT, listFiles, readProductSources, readText, readZones } from './house/read-repository.js';
import { judgeSourceFile } from './house/source-files.js';

const TEXT = /\.(ts|tsx|js|mjs|py|sh|md|ya?ml)$|^\.ci\/run$/;
/** Documents whose commands a reader types. */
const DOCUMENTS_WITH_COMMANDS = ['README.md', 'AGENTS.md'];

function checkContract(): string[] {
  const schemas: Record<string, z.ZodType> = { modelManifest, scoreRequest, scoreResult, timelineSnapshot };
  for (const [method, { params, result }] of Object.entries(WIRE_METHODS)) {
    schemas[`${method} params`] = params;
    schemas[`${method} result`] = result;
  }
  Object.assign(schemas, WIRE_NOTIFICATIONS satisfies Record<string, z.ZodType>);
  return Object.entries(schemas)
    .flatMap(([name, schema]) => findUndescribedFields(schema, name))
    .map((field) => `contract: ${field} has no description.`);
}

function checkDocuments(): string[] {
  const readIfThere = (file: string) => (existsSync(path.join(ROOT, file)) ? readText(file) : undefined);
  const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
  const cliSource = [...readProductSources()].filter(([file]) => file.startsWith('native-host/src/cli/'));
  const known = {
    npmScripts: Object.keys(scripts),
    ...readCliCommands(cliSource.map(([, text]) => text).join('\n')),
  };
  return [
    ...findProblemDrift(readText('docs/problems.md'), Object.keys(PROBLEMS)),
    ...findOneClickDrift(readOneClickRows(readText('docs/one-click.md')), readIfThere),
    ...DOCUMENTS_WITH_COMMANDS.flatMap((file) => findUnknownCommands(file, readText(file), known)),
  ];
}

const files = listFiles().filter((file) => TEXT.test(file));
const findings = [
  ...findWrongArrows(readProductSources(), readZones()),
  ...checkContract(),
  ...checkDocuments(),
  ...files.flatMap((file) => judgeSourceFile(file, readText(file))),
];
for (const finding of findings) console.error(finding);
console.log(
  findings.length === 0 ? `House rules hold in ${files.length} files.` : `${findings.length} findings.`,
);
process.exitCode = findings.length === 0 ? 0 : 1;
