// The answer to the host's nonce: HMAC-SHA256 under the token, which itself never travels. UXP has no crypto.subtle.
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

/** Both and the result are hexadecimal. */
export function proveToken(token: string, nonce: string): string {
  return bytesToHex(hmac(sha256, hexToBytes(token), hexToBytes(nonce)));
}
