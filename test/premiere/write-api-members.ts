// Writes fake/api-members.json from the installed typings: `npx tsx test/premiere/write-api-members.ts`.
import { writeFileSync } from 'node:fs';
import { readApiSurface, writeApiMembers } from './api-surface.js';

writeFileSync(new URL('./fake/api-members.json', import.meta.url), writeApiMembers(readApiSurface()));
