export function parseUrl(address: string, base?: string): URL | undefined {
  try {
    return new URL(address, base);
  } catch {
    return undefined;
  }
}

/**
 * The one gate for addresses that come from settings or replies, before they reach `href`, `src` or `location`.
 * Passes https, and http on localhost; everything else (javascript:, data:, a typing error) is dropped.
 */
export function safeUrl(address: string | null | undefined): string | undefined {
  const url = parseUrl(address ?? '');
  if (!url || url.username || url.password) return undefined;
  const isLocal = /^(localhost|127\.0\.0\.1|\[::1\]|.+\.localhost)$/.test(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLocal) ? url.href : undefined;
}
