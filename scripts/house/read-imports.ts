// Reads from one TypeScript source what it imports, and what it uses that a pure function may not. Knows no folder and no rule.
import ts from 'typescript';

export type Import = { specifier: string; typeOnly: boolean };

/** Names whose use makes a function depend on the clock, on chance, on the platform or on the network. */
const IMPURE_GLOBALS = new Set([
  'Date',
  'performance',
  'process',
  'console',
  'crypto',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'Promise',
]);

function parse(fileName: string, text: string): ts.SourceFile {
  return ts.createSourceFile(fileName, text, ts.ScriptTarget.ES2022, true);
}

function visit(node: ts.Node, found: (node: ts.Node) => void): void {
  found(node);
  ts.forEachChild(node, (child) => {
    visit(child, found);
  });
}

/** Every import of the file: static, re-exported, dynamic, required, and in `import('x').Type`. */
export function readImports(fileName: string, text: string): Import[] {
  const imports: Import[] = [];
  visit(parse(fileName, text), (node) => {
    const found = importOf(node);
    if (found) imports.push(found);
  });
  return imports;
}

function importOf(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node)) return named(node.moduleSpecifier, isTypeOnlyImport(node));
  if (ts.isExportDeclaration(node)) return named(node.moduleSpecifier, isTypeOnlyExport(node));
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return named(node.argument.literal, true);
  if (!ts.isCallExpression(node)) return undefined;
  const { expression } = node;
  const isImport = expression.kind === ts.SyntaxKind.ImportKeyword;
  const isRequire = ts.isIdentifier(expression) && expression.text === 'require';
  return isImport || isRequire ? named(node.arguments[0], false) : undefined;
}

function named(specifier: ts.Node | undefined, typeOnly: boolean): Import | undefined {
  return specifier && ts.isStringLiteralLike(specifier) ? { specifier: specifier.text, typeOnly } : undefined;
}

function isTypeOnlyImport({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false;
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { namedBindings } = importClause;
  if (importClause.name || !namedBindings || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.length > 0 && namedBindings.elements.every(({ isTypeOnly }) => isTypeOnly);
}

function isTypeOnlyExport({ isTypeOnly, exportClause }: ts.ExportDeclaration): boolean {
  if (isTypeOnly) return true;
  if (!exportClause || !ts.isNamedExports(exportClause)) return false;
  return exportClause.elements.length > 0 && exportClause.elements.every((element) => element.isTypeOnly);
}

/** What in the file is not pure: asynchrony, chance, the clock, the platform. */
export function findImpurities(fileName: string, text: string): string[] {
  const impurities = new Set<string>();
  visit(parse(fileName, text), (node) => {
    const found = impurityOf(node);
    if (found) impurities.add(found);
  });
  return [...impurities];
}

function impurityOf(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return 'async';
  if (ts.isAwaitExpression(node)) return 'await';
  if (ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random') return 'Math.random';
  if (!ts.isIdentifier(node) || !IMPURE_GLOBALS.has(node.text)) return undefined;
  return isFreeName(node) ? node.text : undefined;
}

/** Whether the identifier stands for a global, not for a property or a declaration of the same name. */
function isFreeName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    !('name' in parent && parent.name === node) &&
    !(ts.isBindingElement(parent) && parent.propertyName === node)
  );
}
