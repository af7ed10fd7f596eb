// The look of a source file: its name, its first line, its size in Python, no work left undone without a link. Pure.
// Sizes of TypeScript are ESLint's business.
import path from 'node:path';

const CODE = /\.(ts|tsx|js|mjs|py)$/;
/** A fixture's `.ts` may be an MPEG transport stream. */
const FIXTURE = /(^|\/)fixtures\//;
const SHAPELESS_NAMES = /^(utils?|misc|helpers?|common|types)\.(ts|tsx|js|py)$/;
/** House style: 300 lines of code for TypeScript, 400 for Python, blank and comment lines not counted. */
const LONGEST_PYTHON_FILE = 400;
/** 60 lines, 80 for a `forward`. */
const LONGEST_PYTHON_FUNCTION = { forward: 80, other: 60 };

/** What is wrong with the file; empty for files that are no code. */
export function judgeSourceFile(file: string, text: string): string[] {
  const findings = text.split('\n').flatMap((line, index) => judgeTodo(`${file}:${index + 1}`, line));
  if (!CODE.test(file) || FIXTURE.test(file)) return findings;
  return [
    ...findings,
    ...judgeName(file),
    ...judgeHead(file, text),
    ...(file.endsWith('.py') ? judgePython(file, text) : []),
  ];
}

function judgeTodo(place: string, line: string): string[] {
  const isTodo = /(\/\/|#|\*|<!--) ?(TODO|FIXME|XXX)\b/.test(line);
  return isTodo && !/https?:\/\//.test(line) ? [`${place}: a TODO needs a link to its issue.`] : [];
}

function judgeName(file: string): string[] {
  const name = path.posix.basename(file);
  if (SHAPELESS_NAMES.test(name)) return [`${file}: the name says nothing of what it holds.`];
  const isKebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|test-d|config|d))*\.(ts|tsx|js|mjs)$/.test(name);
  return file.endsWith('.py') || isKebab ? [] : [`${file}: TypeScript files are named in kebab-case.`];
}

function judgeHead(file: string, text: string): string[] {
  const first = text.split('\n').find((line) => !line.startsWith('#!')) ?? '';
  const isExempt = (file.endsWith('__init__.py') && text.trim() === '') || isTest(file);
  if (isExempt || /^(\/\/|\/\*|#|[rR]?""")/.test(first)) return [];
  return [`${file}: the first line says what the file owns and what it must not know.`];
}

/** Names of tests are sentences: they say themselves what they are about. */
function isTest(file: string): boolean {
  return /\.test\.tsx?$|(^|\/)test_\w+\.py$/.test(file);
}

function judgePython(file: string, text: string): string[] {
  const lines = text.split('\n');
  const codeLines = lines.filter((line) => /^\s*[^\s#]/.test(line)).length;
  const tooLong =
    codeLines > LONGEST_PYTHON_FILE
      ? [`${file}: ${codeLines} lines of code, more than ${LONGEST_PYTHON_FILE}.`]
      : [];
  return [...tooLong, ...findLongPythonFunctions(file, lines)];
}

/** A function ends before the next line of code that is indented no deeper than its `def` and does not close its signature. */
function findLongPythonFunctions(file: string, lines: readonly string[]): string[] {
  return lines.flatMap((line, start) => {
    const [, indent, name] = /^(\s*)(?:async )?def (\w+)/.exec(line) ?? [];
    if (indent === undefined || name === undefined) return [];
    const isOutside = (other: string) =>
      other.search(/[^\s)]/) >= 0 && other.search(/\S/) <= indent.length && !/^\s*\)/.test(other);
    const body = lines.slice(start + 1);
    const end = body.findIndex(isOutside);
    const lineCount =
      1 + body.slice(0, end < 0 ? undefined : end).filter((other) => /^\s*[^\s#]/.test(other)).length;
    const longest = name === 'forward' ? LONGEST_PYTHON_FUNCTION.forward : LONGEST_PYTHON_FUNCTION.other;
    return lineCount > longest ? [`${file}: ${name} has ${lineCount} lines, more than ${longest}.`] : [];
  });
}
