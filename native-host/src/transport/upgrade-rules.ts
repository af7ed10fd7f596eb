// Who may open the socket at all: the rules for a request to upgrade, before a byte of it is answered. Pure.

export type UpgradeRequest = {
  host: string | undefined;
  origin: string | undefined;
  path: string | undefined;
};

const LOCAL_NAMES = ['localhost', '127.0.0.1', '[::1]'];
/** Pages opened from the web; panels send `file://`, `null` or nothing (premiere-facts 5.3). */
const ALLOWED_ORIGINS = ['file://', 'null'];

/** The HTTP status of a refusal and its reason for the log; undefined when the socket may be opened. */
export function refusalOf(
  { host, origin, path }: UpgradeRequest,
  port: number,
): { status: number; reason: string } | undefined {
  // A name that an attacker's DNS points to this machine stands in Host, and gives him away.
  const hosts = LOCAL_NAMES.map((name) => `${name}:${port}`);
  if (host === undefined || !hosts.includes(host.toLowerCase()))
    return { status: 421, reason: 'the Host header names another host' };
  if (origin !== undefined && !ALLOWED_ORIGINS.includes(origin.toLowerCase()))
    return { status: 403, reason: 'the Origin is a web page or an extension' };
  if (path !== '/') return { status: 404, reason: 'there is nothing at this path' };
  return undefined;
}
