/** Reads content security policies as browsers do, as far as the center needs it: https://www.w3.org/TR/CSP3/ */

export interface Policy {
  /** Where it stands, in words. */
  place: string;
  /** Sources by directive, in lower case where case does not count. */
  directives: Map<string, string[]>;
}

/** @param text one header or meta tag; a header may hold several policies, with commas between them */
export const readPolicies = (text: string, place: string): Policy[] =>
  text
    .split(',')
    .filter((policy) => policy.trim() !== '')
    .map((policy) => ({ place, directives: readDirectives(policy) }));

function readDirectives(policy: string): Map<string, string[]> {
  const directives = new Map<string, string[]>();
  for (const part of policy.split(';')) {
    const [name = '', ...sources] = part.trim().split(/\s+/);
    // The first of a name counts, and browsers leave the others out.
    if (name !== '' && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), sources);
  }
  return directives;
}

interface Governing {
  name: string;
  sources: string[];
}

/** The directive that decides, of those that stand in for one another; `undefined`: none, all is allowed. */
export function governing({ directives }: Policy, names: readonly string[]): Governing | undefined {
  for (const name of [...names, 'default-src']) {
    const sources = directives.get(name);
    if (sources) return { name, sources };
  }
  return undefined;
}

/** Does a list of sources let the page at `page` load `address`? */
export const allows = (sources: readonly string[], address: string, page: string): boolean =>
  sources.some((source) => matches(source, new URL(address), new URL(page)));

function matches(source: string, address: URL, page: URL): boolean {
  const lower = source.toLowerCase();
  if (lower === "'self'") return address.origin === page.origin;
  if (lower.startsWith("'")) return false;
  if (lower === '*') return /^(https?|wss?):$/.test(address.protocol) || address.protocol === page.protocol;
  if (/^[a-z][a-z0-9+.-]*:$/.test(lower)) return fits(lower, address.protocol);
  return matchesHost(source, address, page);
}

/** Written http, https is meant as well. */
const fits = (scheme: string, protocol: string): boolean =>
  scheme === protocol || (scheme === 'http:' && protocol === 'https:');

function matchesHost(source: string, address: URL, page: URL): boolean {
  const [, scheme, host = '', port, path = ''] =
    /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/:]+)(?::(\d+|\*))?(\/[^?#]*)?$/i.exec(source) ?? [];
  const wanted = host.toLowerCase();
  const isScheme = fits(scheme === undefined ? page.protocol : `${scheme.toLowerCase()}:`, address.protocol);
  const isHost = wanted.startsWith('*.') ? address.hostname.endsWith(wanted.slice(1)) : address.hostname === wanted;
  const isPort = port === '*' || (port ?? defaultPort(address)) === (address.port || defaultPort(address));
  const isPath = path === '' || (path.endsWith('/') ? address.pathname.startsWith(path) : address.pathname === path);
  return wanted !== '' && isScheme && isHost && isPort && isPath;
}

const defaultPort = ({ protocol }: URL): string => (protocol === 'https:' ? '443' : '80');
