/** Pictures that people have at gravatar.com, fetched by this server, so that no customer's browser is seen there. */

export interface Picture {
  content: Buffer;
  contentType: string;
}

/** The port: the picture of an email address by its hash; `undefined` when there is none or it could not be had. */
export type Pictures = (emailHash: string) => Promise<Picture | undefined>;

interface Options {
  /** Ends in a slash; the hash follows. https://docs.gravatar.com/api/avatars/images/ */
  url?: string;
  millis?: number;
  /** Milliseconds since 1970, for tests. */
  now?: () => number;
}

const mostBytes = 200_000;
const mostKept = 500;
const hour = 3_600_000;

/** By what a file begins with: what the other server calls it does not count. */
const kinds: [RegExp, string][] = [
  [/^\x89PNG\r\n/, 'image/png'],
  [/^\xff\xd8\xff/, 'image/jpeg'],
  [/^RIFF....WEBP/s, 'image/webp'],
];

/** Keeps the last few hundred for an hour, those that are none too. */
export function gravatar({
  url = 'https://gravatar.com/avatar/',
  millis = 3000,
  now = Date.now,
}: Options = {}): Pictures {
  const kept = new Map<string, { picture: Promise<Picture | undefined>; until: number }>();
  return (emailHash) => {
    const known = kept.get(emailHash);
    if (known && known.until > now()) return known.picture;
    const picture = fetchPicture(`${url}${emailHash}?s=160&d=404&r=g`, millis).catch(() => undefined);
    kept.delete(emailHash);
    kept.set(emailHash, { picture, until: now() + hour });
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) break;
      kept.delete(oldest);
    }
    return picture;
  };
}

async function fetchPicture(address: string, millis: number): Promise<Picture | undefined> {
  const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(millis) });
  if (!answer.ok || !answer.body) return undefined;
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body) {
    parts.push(part);
    size += part.length;
    if (size > mostBytes) return undefined;
  }
  const content = Buffer.concat(parts);
  const start = content.subarray(0, 16).toString('latin1');
  const kind = kinds.find(([begins]) => begins.test(start));
  return kind && { content, contentType: kind[1] };
}
