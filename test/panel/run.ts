// `npm run test:panel`: builds the panel, then checks the bundle, the packages and the whole way through a browser. Ends with one line of totals.
import { buildPanel } from '../../scripts/build-panel.js';
import { openBrowser } from './browser.js';
import { checkBundle } from './bundle-checks.js';
import { CheckList } from './check-list.js';
import { checkEndToEnd } from './end-to-end.js';
import { checkPackages } from './package-checks.js';

const checks = new CheckList();
const bytes = await buildPanel('direct');
await checkBundle(checks, bytes);
await checkPackages(checks);
const browser = await openBrowser();
try {
  await checkEndToEnd(checks, browser);
} finally {
  await browser.close();
}
process.exitCode = checks.finish();
