// What an error code of the operating system means to a person. Pure.

const REASONS: Record<string, string> = {
  EACCES: 'your user may not write there',
  EPERM: 'your user may not write there',
  EROFS: 'it is on a read-only file system',
  ENOSPC: 'its disk is full',
  EDQUOT: 'your share of its disk is used up',
  ENAMETOOLONG: 'its path, or a name in it, is too long',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EEXIST: 'something of that name is in the way',
  EISDIR: 'a folder stands where a file should',
  ENOENT: 'the system lets nothing be made there',
  ELOOP: 'its links lead in a circle',
  EILSEQ: 'its name has characters that this file system cannot write',
  EINVAL: 'its name has characters that this file system cannot write',
  EMFILE: 'this program has too many files open',
  ENFILE: 'the system has too many files open',
  EIO: 'its disk does not answer as it should',
  EBUSY: 'another program holds it',
  ETXTBSY: 'another program holds it',
  ENOTSUP: 'its file system cannot do that',
};

/** The reason as half a sentence: "<path> cannot be written: <reason>." */
export function systemReason(cause: unknown): string {
  const code = systemCode(cause);
  return code === undefined
    ? 'for a reason the system does not say'
    : (REASONS[code] ?? `the system says ${code}`);
}

/** ENOENT and its like; undefined for errors that did not come from the system. */
export function systemCode(cause: unknown): string | undefined {
  const code = typeof cause === 'object' && cause !== null ? (cause as { code?: unknown }).code : undefined;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

export function isNoSpace(cause: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(systemCode(cause) ?? '');
}

/** Nothing of that name is there. Any other error says only that it could not be looked at. */
export function isNotThere(cause: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(systemCode(cause) ?? '');
}
