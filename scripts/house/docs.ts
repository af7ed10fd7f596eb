// Whether the documents say what the code does: problem codes, the files of one click, commands in the README. Pure.

/** Codes that have no heading in docs/problems.md, and headings that are no code. */
export function findProblemDrift(markdown: string, codes: readonly string[]): string[] {
  const headings = [...markdown.matchAll(/^## `([\w-]+)`/gm)].map((match) => match[1] ?? '');
  return [
    ...codes
      .filter((code) => !headings.includes(code))
      .map((code) => `docs/problems.md: no heading for ${code}.`),
    ...headings
      .filter((code) => !codes.includes(code))
      .map((code) => `docs/problems.md: ${code} is no problem code.`),
    ...headings
      .filter((code, index) => headings.indexOf(code) !== index)
      .map((code) => `docs/problems.md: ${code} stands there twice.`),
  ];
}

export type OneClickRow = { file: string; functionNames: string[] };

/** Rows `| 1 | `file` | `function`, ... | text |` of the table in docs/one-click.md. */
export function readOneClickRows(markdown: string): OneClickRow[] {
  return [...markdown.matchAll(/^\| *\d+ *\| *`([^`]+)` *\|([^|]*)\|/gm)].map(
    ([, file = '', names = '']) => ({
      file,
      functionNames: [...names.matchAll(/`(\w+)`/g)].map((match) => match[1] ?? ''),
    }),
  );
}

/** The rows are `wantedRows` files that exist, hold the functions named, and are short enough to read. */
export function findOneClickDrift(
  rows: readonly OneClickRow[],
  readText: (file: string) => string | undefined,
  { wantedRows = 8, longestLines = 200 } = {},
): string[] {
  const count =
    rows.length === wantedRows ? [] : [`docs/one-click.md: ${rows.length} rows, not ${wantedRows}.`];
  return [...count, ...rows.flatMap((row) => judgeRow(row, readText(row.file), longestLines))];
}

function judgeRow(
  { file, functionNames }: OneClickRow,
  text: string | undefined,
  longestLines: number,
): string[] {
  if (text === undefined) return [`docs/one-click.md: ${file} does not exist.`];
  const lines = text.trimEnd().split('\n').length;
  const tooLong =
    lines > longestLines
      ? [`${file}: ${lines} lines; a file of the one click has at most ${longestLines}.`]
      : [];
  const missing = functionNames.filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
  return [...tooLong, ...missing.map((name) => `docs/one-click.md: ${file} has no ${name}.`)];
}

/** What the product's command line knows, read from its source. */
export type KnownCommands = {
  npmScripts: readonly string[];
  commands: readonly string[];
  options: readonly string[];
};

/** Commands and options as commander declares them: `.command('score <video>')`, `.option('--seed <n>')`. */
export function readCliCommands(source: string): Pick<KnownCommands, 'commands' | 'options'> {
  const all = (pattern: RegExp) => [...source.matchAll(pattern)].map((match) => match[1] ?? '');
  return { commands: all(/\bcommand\(\s*'([\w-]+)/g), options: all(/'(?:-\w, )?(--[\w-]+)/g) };
}

/** npm scripts, framescore commands and options that a document names and the product does not have. */
export function findUnknownCommands(document: string, markdown: string, known: KnownCommands): string[] {
  const unknown = (pattern: RegExp, names: readonly string[], what: string) =>
    [...markdown.matchAll(pattern)]
      .map((match) => match[1] ?? '')
      .filter((name) => !names.includes(name))
      .map((name) => `${document}: there is no ${what} ${name}.`);
  const ownLines = markdown.split('\n').filter((line) => /\bframescore [a-z]|^\| `--/.test(line));
  return [
    ...unknown(/\bnpm run ([\w:-]+)/g, known.npmScripts, 'npm script'),
    ...unknown(/^(?:npx )?framescore ([a-z][\w-]*)/gm, known.commands, 'command'),
    ...unknown(/`(?:npx )?framescore ([a-z][\w-]*)/g, known.commands, 'command'),
    ...ownLines.flatMap((line) => unknownOptions(document, line, known.options)),
  ];
}

function unknownOptions(document: string, line: string, options: readonly string[]): string[] {
  return [...line.matchAll(/(?<![\w-])--[a-z][\w-]*/g)]
    .map(([option]) => option)
    .filter((option) => !options.includes(option))
    .map((option) => `${document}: there is no option ${option}.`);
}
