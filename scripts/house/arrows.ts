// The arrow check: does every import of the product point the way that arrows.json allows? Pure: files in, findings out.
import path from 'node:path';
import { findImpurities, readImports, type Import } from './read-imports.js';

/** One row of arrows.json; its meaning stands there. */
export type Zone = {
  name: string;
  files: string[];
  zones?: string[];
  typesFrom?: string[];
  packages?: string[];
  node?: boolean;
  pure?: boolean;
};

/** Sources by path from the repository root, with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

/** The package of the contract, which every zone may import. */
const CONTRACT_PACKAGE = '@framescore/contract';

/** What is wrong, one sentence for each wrong import or impure line; empty when all is well. */
export function findWrongArrows(sources: Sources, zones: readonly Zone[]): string[] {
  return [...sources].flatMap(([file, text]) => {
    const zone = zoneOf(file, zones);
    if (!zone) return [`${file}: no zone of arrows.json fits it.`];
    const wrong = readImports(file, text)
      .map((found) => judgeImport({ file, zone, found, sources, zones }))
      .filter((finding) => finding !== undefined);
    const impure = zone.pure ? findImpurities(file, text) : [];
    return [...wrong, ...impure.map((what) => `${file}: ${zone.name} is pure, but this uses ${what}.`)];
  });
}

/** The first zone whose pattern fits: `folder/**` any depth, `folder/*` direct children, else the very file. */
export function zoneOf(file: string, zones: readonly Zone[]): Zone | undefined {
  return zones.find(({ files }) => files.some((pattern) => fits(file, pattern)));
}

function fits(file: string, pattern: string): boolean {
  if (pattern.endsWith('/**')) return file.startsWith(pattern.slice(0, -2));
  if (pattern.endsWith('/*')) return path.posix.dirname(file) === pattern.slice(0, -2);
  return file === pattern;
}

type Question = { file: string; zone: Zone; found: Import; sources: Sources; zones: readonly Zone[] };

function judgeImport({ file, zone, found, sources, zones }: Question): string | undefined {
  const { specifier, typeOnly } = found;
  if (!specifier.startsWith('.')) {
    return mayImportPackage(zone, specifier)
      ? undefined
      : `${file}: ${zone.name} must not import ${specifier}.`;
  }
  const target = resolveSource(file, specifier, sources);
  if (!target) return `${file}: ${specifier} leads to no source file of the product.`;
  const other = zoneOf(target, zones);
  if (other && mayImportZone(zone, other, typeOnly)) return undefined;
  return `${file}: ${zone.name} must not import ${other?.name ?? 'unknown'} (${target}).`;
}

function mayImportPackage(zone: Zone, specifier: string): boolean {
  if (specifier === CONTRACT_PACKAGE) return zone.name !== 'contract';
  if (zone.node && specifier.startsWith('node:')) return true;
  return (zone.packages ?? []).some((name) => specifier === name || specifier.startsWith(`${name}/`));
}

function mayImportZone(zone: Zone, other: Zone, typeOnly: boolean): boolean {
  if (other.name === zone.name || zone.zones?.includes(other.name)) return true;
  return typeOnly && (zone.typesFrom ?? []).includes(other.name);
}

function resolveSource(file: string, specifier: string, sources: Sources): string | undefined {
  const target = path.posix.join(path.posix.dirname(file), specifier);
  const withoutSuffix = target.replace(/\.jsx?$/, '');
  return [`${withoutSuffix}.ts`, `${withoutSuffix}.tsx`].find((candidate) => sources.has(candidate));
}
