// The adapter's source as TypeScript sees it: which members of the typings it uses, where it makes actions, what it hides from the compiler.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ADAPTER = join(ROOT, 'plugin/src/premiere');
const TYPINGS = 'premierepro.d.ts';

export type Finding = { file: string; line: number; text: string };

export type SourceFacts = {
  /** `Type.member` of every member of the typings that is used. */
  members: Set<string>;
  /** Calls of create...Action outside of an ActionFactory. */
  looseActions: Finding[];
  /** Names that look like members of Premiere's objects but are of no type of the typings. */
  factoryCalls: Finding[];
  valueImports: Finding[];
  escapes: Finding[];
};

function sourceFiles(): string[] {
  return readdirSync(ADAPTER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(ADAPTER, name));
}

function compilerOptions(): ts.CompilerOptions {
  const path = join(ROOT, 'plugin/tsconfig.json');
  const { config } = ts.readConfigFile(path, (name) => ts.sys.readFile(name)) as { config: object };
  return ts.parseJsonConfigFileContent(config, ts.sys, join(ROOT, 'plugin')).options;
}

/** `extra` stands for files that are not on the disk: how the checks themselves are tested. */
export function readSource(extra: Record<string, string> = {}): SourceFacts {
  const options = { ...compilerOptions(), noEmit: true, composite: false, incremental: false };
  const host = ts.createCompilerHost(options);
  const invented = new Map(Object.entries(extra).map(([name, text]) => [join(ADAPTER, name), text]));
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (name) => invented.has(name) || fileExists(name);
  host.readFile = (name) => invented.get(name) ?? readFile(name);
  host.getSourceFile = (name, version, ...rest) => {
    const text = invented.get(name);
    return text === undefined
      ? getSourceFile(name, version, ...rest)
      : ts.createSourceFile(name, text, version, true);
  };
  const names = invented.size > 0 ? [...invented.keys()] : sourceFiles();
  const program = ts.createProgram(names, options, host);
  const facts: SourceFacts = {
    members: new Set(),
    looseActions: [],
    factoryCalls: [],
    valueImports: [],
    escapes: [],
  };
  const checker = program.getTypeChecker();
  for (const name of names) {
    const source = program.getSourceFile(name);
    if (source) visit(source, source, checker, facts);
  }
  return facts;
}

function finding(node: ts.Node, source: ts.SourceFile): Finding {
  const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
  return {
    file: source.fileName.slice(ADAPTER.length + 1),
    line: line + 1,
    text: node.getText(source).slice(0, 80),
  };
}

function visit(node: ts.Node, source: ts.SourceFile, checker: ts.TypeChecker, facts: SourceFacts): void {
  if (ts.isPropertyAccessExpression(node)) noteMember(node.name, checker, facts);
  if (ts.isBindingElement(node)) noteBinding(node, checker, facts);
  if (ts.isCallExpression(node) && isActionCall(node) && !isInFactory(node, checker)) {
    facts.looseActions.push(finding(node, source));
  }
  if (ts.isCallExpression(node) && isFactoryCall(node, checker))
    facts.factoryCalls.push(finding(node, source));
  if (ts.isImportDeclaration(node) && isValueImport(node)) facts.valueImports.push(finding(node, source));
  const isAny = node.kind === ts.SyntaxKind.AnyKeyword;
  const isDoubleCast =
    ts.isAsExpression(node) &&
    ts.isAsExpression(node.expression) &&
    node.expression.type.kind === ts.SyntaxKind.UnknownKeyword;
  if (isAny || isDoubleCast) facts.escapes.push(finding(node, source));
  ts.forEachChild(node, (inner) => visit(inner, source, checker, facts));
}

function typeNameOf(symbol: ts.Symbol | undefined): string | null {
  const declaration = symbol?.declarations?.[0];
  if (!declaration?.getSourceFile().fileName.endsWith(TYPINGS) || ts.isEnumDeclaration(declaration))
    return null;
  for (let node: ts.Node = declaration; !ts.isSourceFile(node); node = node.parent) {
    if (ts.isTypeAliasDeclaration(node)) return node.name.text;
    if (ts.isEnumDeclaration(node)) return `Constants.${node.name.text}`;
  }
  return null;
}

function noteMember(name: ts.MemberName, checker: ts.TypeChecker, facts: SourceFacts): void {
  const type = typeNameOf(checker.getSymbolAtLocation(name));
  if (type) facts.members.add(`${type}.${name.text}`);
}

function noteBinding(node: ts.BindingElement, checker: ts.TypeChecker, facts: SourceFacts): void {
  const key = node.propertyName ?? node.name;
  if (!ts.isIdentifier(key)) return;
  const property = checker.getTypeAtLocation(node.parent).getProperty(key.text);
  const type = typeNameOf(property);
  if (type) facts.members.add(`${type}.${key.text}`);
}

function isActionCall(node: ts.CallExpression): boolean {
  return (
    ts.isPropertyAccessExpression(node.expression) && /^create\w*Action$/.test(node.expression.name.text)
  );
}

/** Inside a function that is typed as ActionFactory: only `transact` calls those, in the lock. */
function isInFactory(node: ts.Node, checker: ts.TypeChecker): boolean {
  for (let outer = node.parent; !ts.isSourceFile(outer); outer = outer.parent) {
    if (!ts.isArrowFunction(outer)) continue;
    return checker.getContextualType(outer)?.aliasSymbol?.name === 'ActionFactory';
  }
  return false;
}

function isFactoryCall(node: ts.CallExpression, checker: ts.TypeChecker): boolean {
  return checker.getTypeAtLocation(node.expression).aliasSymbol?.name === 'ActionFactory';
}

function isValueImport(node: ts.ImportDeclaration): boolean {
  const isPremiere =
    ts.isStringLiteral(node.moduleSpecifier) && node.moduleSpecifier.text === '@adobe/premierepro';
  return isPremiere && node.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword;
}
