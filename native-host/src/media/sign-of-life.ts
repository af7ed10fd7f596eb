// Tells the host that long reading goes on although nothing comes of it yet: of a film read whole, or decoded from its beginning for a place
// far inside. Media process only.
import { writeSync } from 'node:fs';
import { type MediaReply, REPLY_DESCRIPTOR } from './media-protocol.js';

/** Far below what the host takes for standing still; one line costs nothing. */
const EVERY_MS = 5_000;
let lastMs = performance.now();

/** To be called at each step of such reading; writes now and then. */
export function signOfLife(): void {
  if (performance.now() - lastMs < EVERY_MS) return;
  lastMs = performance.now();
  const reply: MediaReply = { type: 'alive' };
  writeSync(REPLY_DESCRIPTOR, `${JSON.stringify(reply)}\n`);
}
