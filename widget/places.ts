/**
 * Places inside the center are fragments of the page's address: `#cc/<section>/<id>`. Other fragments belong to the page
 * and are left alone.
 */
export interface Place {
  readonly section: string;
  readonly id?: string | undefined;
}

/** The page without its fragment; whole, because a shorter form would be read against the page's `<base>`. */
export const pageAddress = (): string => location.href.split('#')[0]!;

/** The secret of an emailed link, taken out of `#cc/sign-in/<token>`, `#cc/new-password/<token>` or `#cc/pay/<token>`. */
export interface EmailedLink {
  readonly kind: 'sign-in' | 'new-password' | 'pay';
  readonly token: string;
}

export const fragmentOf = (place: Place): string => `#cc/${place.section}${place.id ? `/${place.id}` : ''}`;

export function placeInAddress(): Place | undefined {
  const [, section, id] = /^#cc\/([a-z-]+)(?:\/([\w-]+))?\/?$/.exec(location.hash) ?? [];
  return section ? { section, id } : undefined;
}

/**
 * Reads an emailed link and removes its token from the address bar and from history, so that it is neither bookmarked nor
 * seen by scripts that report addresses. From then on it lives in memory only.
 */
export function takeEmailedLink(): EmailedLink | undefined {
  const [, kind, token] = /^#cc\/(sign-in|new-password|pay)\/([\w.-]*)$/.exec(location.hash) ?? [];
  if (!kind) return undefined;
  history.replaceState(history.state, '', pageAddress());
  return { kind: kind as EmailedLink['kind'], token: token ?? '' };
}
