// Finds a model bundle, parses its model.json and checks every file against its hash. Knows no ONNX and no family.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { MODEL_SCHEMA_VERSION, ScoreError, modelManifest, type ModelManifest } from '@framescore/contract';

/** A bundle whose every file is there and has the hash that its manifest states. */
export type Bundle = { directory: string; manifest: ModelManifest; manifestSha256: string };

/** The bundle that is used when none is named. */
export const DEFAULT_BUNDLE_ID = 'small';

/** Where bundles live: beside the program, or where FRAMESCORE_MODELS says. */
export function bundlesDirectory(env: NodeJS.ProcessEnv): string {
  return env['FRAMESCORE_MODELS'] ?? fileURLToPath(new URL('../../../models/bundles', import.meta.url));
}

/** Ids of the folders that hold a model.json. */
export async function listBundles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map(async (entry) =>
      entry.isDirectory() && (await isFile(path.join(directory, entry.name, 'model.json')))
        ? [entry.name]
        : [],
    ),
  );
  return found.flat().sort();
}

/**
 * Loads and verifies a bundle by id (a folder of `directory`) or by path of its folder.
 * Throws model-missing, model-incompatible (schema or fields) or model-damaged (a file missing, short or altered), each naming the file.
 */
export async function loadBundle(idOrPath: string, directory: string): Promise<Bundle> {
  const folder = await findBundle(idOrPath, directory);
  const bytes = await readFile(path.join(folder, 'model.json'));
  const manifest = parseManifest(bytes.toString('utf8'), folder);
  for (const file of manifest.files) await verifyFile(folder, file, manifest.id);
  return { directory: folder, manifest, manifestSha256: createHash('sha256').update(bytes).digest('hex') };
}

async function findBundle(idOrPath: string, directory: string): Promise<string> {
  const candidates = /[\\/]/.test(idOrPath)
    ? [path.resolve(idOrPath)]
    : [path.join(directory, idOrPath), path.resolve(idOrPath)];
  for (const folder of candidates) if (await isFile(path.join(folder, 'model.json'))) return folder;
  const known = await listBundles(directory);
  throw new ScoreError(
    'model-missing',
    `There is no model bundle "${idOrPath}". ` +
      (known.length > 0 ? `Installed: ${known.join(', ')}.` : `No bundle is installed in ${directory}.`),
  );
}

function parseManifest(text: string, folder: string): ModelManifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ScoreError('model-damaged', `model.json in ${folder} is not JSON. Install the bundle again.`, {
      cause,
    });
  }
  const version = (json as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (version !== MODEL_SCHEMA_VERSION) {
    const detail = `The bundle in ${folder} has schema version ${String(version)}; this program takes ${MODEL_SCHEMA_VERSION}. Install a bundle made for this version.`;
    throw new ScoreError('model-incompatible', detail);
  }
  const parsed = modelManifest.safeParse(json);
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  const where = first ? `${first.path.join('.')}: ${first.message}` : 'unknown field';
  throw new ScoreError(
    'model-incompatible',
    `model.json in ${folder} does not fit (${where}). Install the bundle again.`,
  );
}

async function verifyFile(folder: string, file: ModelManifest['files'][number], id: string): Promise<void> {
  const full = path.join(folder, file.path);
  const size = await stat(full).then(
    (stats) => stats.size,
    () => undefined,
  );
  if (size === undefined) throw damaged(id, file.path, 'is missing');
  if (size !== file.bytes) throw damaged(id, file.path, `has ${size} bytes instead of ${file.bytes}`);
  const hash = createHash('sha256');
  await pipeline(createReadStream(full), hash);
  if (hash.digest('hex') !== file.sha256)
    throw damaged(id, file.path, 'does not have the hash of its manifest');
}

function damaged(id: string, file: string, what: string): ScoreError {
  return new ScoreError('model-damaged', `${file} of bundle "${id}" ${what}. Install the bundle again.`);
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
