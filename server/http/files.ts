import type { ServerResponse } from 'node:http';
import sirv from 'sirv';

const neverGuess = (response: ServerResponse) => void response.setHeader('X-Content-Type-Options', 'nosniff');

/** Files beside the server's own pages, asked for again after so many seconds. */
export const plainFiles = (folder: string, maxAge: number) =>
  sirv(folder, { dev: false, etag: true, maxAge, setHeaders: neverGuess });

/** What pages load: chunks are named by their content and kept for good, the entry is asked for again after five minutes. */
export function embedFiles(folder: string) {
  return sirv(folder, {
    brotli: true,
    gzip: true,
    etag: true,
    setHeaders: (response, path) => {
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
      neverGuess(response);
      response.setHeader(
        'Cache-Control',
        path.includes('/chunks/') ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
      );
    },
  });
}
