import { safeUrl } from '../../http/redirects.ts';

/** An exact origin as browsers write it, from what somebody typed; `undefined` when it is more or less than that. */
export function parseOrigin(typed: string): string | undefined {
  const href = safeUrl(typed.trim());
  if (href === undefined) return undefined;
  const url = new URL(href);
  return url.pathname === '/' && !url.search && !url.hash ? url.origin : undefined;
}
