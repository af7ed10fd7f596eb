// `framescore models list|verify`: what is installed, and whether every file is what its manifest says.
import { ScoreError, statusOf } from '@framescore/contract';
import { listBundles, loadBundle, type Bundle } from '../bundle/load-bundle.js';

export type ModelLine = {
  id: string;
  ok: boolean;
  detail: string;
  family?: string;
  status?: string;
  version?: string;
  styles?: string[];
  megabytes?: number;
};

/** Checks the given bundles, or all that are installed. A damaged one is a line, not an error. */
export async function inspectModels(ids: readonly string[], directory: string): Promise<ModelLine[]> {
  const wanted = ids.length > 0 ? ids : await listBundles(directory);
  if (wanted.length === 0) {
    throw new ScoreError('model-missing', `No model bundle is installed in ${directory}.`);
  }
  return Promise.all(wanted.map((id) => inspectModel(id, directory)));
}

async function inspectModel(id: string, directory: string): Promise<ModelLine> {
  try {
    return describeBundle(await loadBundle(id, directory));
  } catch (error) {
    if (!(error instanceof ScoreError)) throw error;
    return { id, ok: false, detail: error.detail };
  }
}

function describeBundle({ manifest }: Bundle): ModelLine {
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  return {
    id: manifest.id,
    ok: true,
    family: manifest.family,
    status: statusOf(manifest),
    version: manifest.version,
    styles: manifest.styles.map((style) => style.id),
    megabytes: Math.round(bytes / 1e5) / 10,
    detail: manifest.training,
  };
}

export function describeModels(lines: readonly ModelLine[]): string {
  const texts = lines.map((line) => {
    if (!line.ok) return `FAIL  ${line.id}\n      ${line.detail}`;
    return [
      `ok    ${line.id} ${line.version}, family ${line.family}${line.status === 'experimental' ? ' (experimental)' : ''}, ${line.megabytes} MB`,
      `      styles: ${line.styles?.join(', ')}`,
      `      ${line.detail}`,
    ].join('\n');
  });
  return `${texts.join('\n')}\n`;
}
