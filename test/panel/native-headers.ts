// For which system and processor a program or library was built, read from its first bytes (ELF, Mach-O, PE).
import { open } from 'node:fs/promises';

export type NativeKind = `${'linux' | 'darwin' | 'win32'}-${'x64' | 'arm64' | 'other'}`;

const HEAD_BYTES = 4096;
const ELF_MACHINES: Record<number, 'x64' | 'arm64'> = { 62: 'x64', 183: 'arm64' };
const MACH_MACHINES: Record<number, 'x64' | 'arm64'> = { 0x01000007: 'x64', 0x0100000c: 'arm64' };
const PE_MACHINES: Record<number, 'x64' | 'arm64'> = { 0x8664: 'x64', 0xaa64: 'arm64' };

/** Undefined for a file that is none of the three. A universal Mach-O file counts as "other". */
export async function nativeKindOf(file: string): Promise<NativeKind | undefined> {
  const head = await readHead(file);
  if (head.length < 64) return undefined;
  if (head.readUInt32BE(0) === 0x7f454c46) return `linux-${ELF_MACHINES[head.readUInt16LE(18)] ?? 'other'}`;
  if (head.readUInt32LE(0) === 0xfeedfacf) return `darwin-${MACH_MACHINES[head.readUInt32LE(4)] ?? 'other'}`;
  if (head.readUInt32BE(0) === 0xcafebabe) return 'darwin-other';
  if (head.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const header = head.readUInt32LE(60);
  if (header + 6 > head.length || head.toString('latin1', header, header + 2) !== 'PE') return undefined;
  return `win32-${PE_MACHINES[head.readUInt16LE(header + 4)] ?? 'other'}`;
}

async function readHead(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
