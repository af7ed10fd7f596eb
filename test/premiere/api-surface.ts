// Reads the members of every type of @adobe/premierepro's typings with the TypeScript compiler. Knows nothing of the fake.
import { readFileSync } from 'node:fs';
import ts from 'typescript';

export const TYPINGS_PATH = new URL(
  '../../node_modules/@adobe/premierepro/src/premierepro.d.ts',
  import.meta.url,
);

/** "type -> lines", a line being `name: Type` or `name(Type, Type?): Type`; enums are `Constants.X` with their member names. */
export function readApiSurface(): Record<string, string[]> {
  const source = ts.createSourceFile(
    'premierepro.d.ts',
    readFileSync(TYPINGS_PATH, 'utf8'),
    ts.ScriptTarget.ES2022,
  );
  const surface: Record<string, string[]> = {};
  for (const statement of source.statements) {
    if (ts.isTypeAliasDeclaration(statement) && ts.isTypeLiteralNode(statement.type)) {
      surface[statement.name.text] = statement.type.members.flatMap((member) => memberLine(member, source));
    }
    if (ts.isModuleDeclaration(statement) && statement.body && ts.isModuleBlock(statement.body)) {
      for (const inner of statement.body.statements) {
        if (!ts.isEnumDeclaration(inner)) continue;
        surface[`Constants.${inner.name.text}`] = inner.members.map((member) => member.name.getText(source));
      }
    }
  }
  return surface;
}

function memberLine(member: ts.TypeElement, source: ts.SourceFile): string[] {
  if (ts.isPropertySignature(member)) {
    return [`${member.name.getText(source)}: ${typeText(member.type, source)}`];
  }
  if (ts.isMethodSignature(member)) {
    const parameters = member.parameters.map(
      (parameter) => typeText(parameter.type, source) + (parameter.questionToken ? '?' : ''),
    );
    return [`${member.name.getText(source)}(${parameters.join(', ')}): ${typeText(member.type, source)}`];
  }
  return [];
}

function typeText(node: ts.TypeNode | undefined, source: ts.SourceFile): string {
  if (!node) return 'unknown';
  if (ts.isFunctionTypeNode(node)) return 'function';
  return node.getText(source).replace(/\s+/g, ' ').replace(/^\| /, '').replaceAll(', ', ',');
}

/** The text of fake/api-members.json. */
export function writeApiMembers(surface: Record<string, string[]>): string {
  return `${JSON.stringify(surface, undefined, 2)}\n`;
}
