// Who may open the socket at all: the rules for a request to upgrade, before a byte of it is answered. Pure.

export type UpgradeRequest = {
  host: string | undefined;
  origin: string | undefined;
  path: string | undefined;
};

const LOCAL_NAMES = ['localhost', '127.0.0.1', '[::1]'];
/**
 * What panels send: `file://`, or nothing. `null` is what a sandboxed frame of any web page sends too. A downloaded page sends `file://` in
 * some browsers, so that an Origin only keeps strangers out and never lets anybody in: see Session.
 */
const PANEL_ORIGINS = ['file://'];

/** The HTTP status of a refusal and its reason for the log; undefined when the socket may be opened. */
export function refusalOf(
  { host, origin, path }: UpgradeRequest,
  port: number,
  moreOrigins: readonly string[] = [],
): { status: number; reason: string } | undefined {
  if (origin !== undefined && ![...PANEL_ORIGINS, ...moreOrigins].includes(origin.toLowerCase()))
    return { status: 403, reason: `the Origin is a web page or an extension${hintFor(origin)}` };
  // A name that an attacker's DNS points to this machine stands in Host, and gives him away.
  const hosts = LOCAL_NAMES.map((name) => `${name}:${port}`);
  if (host === undefined || !hosts.includes(host.toLowerCase()))
    return { status: 421, reason: 'the Host header names another host' };
  if (path !== '/') return { status: 404, reason: 'there is nothing at this path' };
  return undefined;
}

/** For the log: a panel on a system where nobody has seen one yet. The text of an Origin itself is never repeated. */
function hintFor(origin: string): string {
  return origin === 'null' ? '; if it was your panel, start the host with --accept-null-origin' : '';
}
