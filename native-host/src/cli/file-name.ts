// A name for a file or folder made of any text, that every file system takes: sequences may be called "Cut 3/final: v2".
import { createHash } from 'node:crypto';

/**
 * File systems count bytes (255, and 143 where they encrypt names), Windows counts 260 for a whole path. A name of a hundred letters
 * fits all of them with its suffix.
 */
const MOST_BYTES = 130;
const FORBIDDEN = /[\p{Cc}\p{Surrogate}\uFFFD<>:"/\\|?*]+/gu;
/** Names of devices in Windows, whatever follows their first dot. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i;

/** `suffix` will be put behind it and has to fit too. A name that had to be cut ends in a mark of the whole one. */
export function asFileName(text: string, suffix = ''): string {
  const usable = text
    .replace(FORBIDDEN, '-')
    .replace(/^[.\s]+|[.\s]+$/gu, '')
    .replace(DEVICE, '$1-');
  if (usable === '') return 'sequence';
  const room = MOST_BYTES - Buffer.byteLength(suffix);
  return Buffer.byteLength(usable) <= room ? usable : cut(usable, room);
}

/** Cut between two characters as people see them, so that no letter loses its accent and no emoji its half. */
function cut(text: string, room: number): string {
  const mark = `-${createHash('sha256').update(text).digest('hex').slice(0, 6)}`;
  let kept = '';
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) {
    if (Buffer.byteLength(kept + segment + mark) > room) break;
    kept += segment;
  }
  return `${kept.replace(/[.\s]+$/u, '')}${mark}`;
}
