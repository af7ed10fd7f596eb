// Where the pairing is kept: bytes under one key, as UXP's secure storage wants them. It may be lost at any time.
export type SecretStore = {
  read(): Promise<Uint8Array | null>;
  write(bytes: Uint8Array): Promise<void>;
  remove(): Promise<void>;
};

export type Pairing = { clientId: string; token: string };

/** The pairing, or null when there is none that can be read. */
export async function readPairing(store: SecretStore): Promise<Pairing | null> {
  try {
    const bytes = await store.read();
    return bytes ? parsePairing(String.fromCharCode(...bytes)) : null;
  } catch {
    return null;
  }
}

export async function writePairing(store: SecretStore, { clientId, token }: Pairing): Promise<void> {
  const text = JSON.stringify({ clientId, token });
  // Both are ASCII, and UXP has no TextEncoder.
  await store.write(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
}

function parsePairing(text: string): Pairing | null {
  const value = JSON.parse(text) as Partial<Pairing> | null;
  const isWhole = typeof value?.clientId === 'string' && typeof value.token === 'string';
  return isWhole ? { clientId: value.clientId as string, token: value.token as string } : null;
}
