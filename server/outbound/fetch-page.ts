/**
 * The one way this server asks for addresses that people typed. What it could be misled to, it cannot reach: the name is
 * resolved once, every answer is checked, and the connection goes to exactly the address that was. Redirects are told and
 * not followed.
 */
import { lookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { isLocalHost } from '../config.ts';
import { isLoopback, isPublicAddress } from './addresses.ts';
import type { FetchFailure } from './failures.ts';

export interface FetchedPage {
  status: number;
  /** The address as it was asked, in the form browsers give it. */
  url: string;
  /** Where the answer sends whoever asks, as an absolute address; `null`: nowhere. */
  redirectsTo: string | null;
  /** Without its parameters and in lower case, such as `text/html`; empty when the answer names none. */
  contentType: string;
  /** By their names in lower case; several of a name are joined by a comma. */
  headers: Record<string, string>;
  content: Buffer;
  /** The content as text, in the encoding that the answer names. */
  body: string;
}

export type Fetched = { page: FetchedPage; failure?: undefined } | { page?: undefined; failure: FetchFailure };
export type FetchPage = (address: string) => Promise<Fetched>;

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<string[]>;

interface Options {
  /** This server's own address is https. Where it is not, in development, pages on this computer may be asked too. */
  isSecure: boolean;
  resolve?: Resolve;
  /** May this address be connected to, where the page is not on this computer? */
  mayAsk?: (address: string) => boolean;
  /** As `URL` writes them: none is 443. */
  ports?: readonly string[];
  /** For all of it together: the name, the connection and the answer. */
  millis?: number;
  mostBytes?: number;
}

const byResolver: Resolve = async (host) =>
  (await lookup(host, { all: true, order: 'ipv4first' })).map(({ address }) => address);

/** Gives `fetchPage(address)`, which never throws. */
export function createFetchPage({
  isSecure,
  resolve = byResolver,
  mayAsk = isPublicAddress,
  ports = ['', '8443'],
  millis = 5000,
  mostBytes = 1_048_576,
}: Options): FetchPage {
  return async (typed) => {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(new Refusal('too_slow')), millis);
    try {
      const url = readUrl(typed);
      const isLocal = !isSecure && isLocalHost(url.hostname);
      checkUrl(url, isLocal ? undefined : ports);
      const host = bareHost(url);
      const found = isIP(host) ? [host] : await orAborted(resolve(host).catch(unknownName), abort.signal);
      const address = found.find(isLocal ? isLoopback : mayAsk);
      if (address === undefined) throw new Refusal(found.length === 0 ? 'name_unknown' : 'address_private');
      return { page: await ask(url, address, { signal: abort.signal, mostBytes }) };
    } catch (error) {
      return { failure: failureOf(error, abort.signal) };
    } finally {
      clearTimeout(timer);
      abort.abort();
    }
  };
}

class Refusal extends Error {
  constructor(readonly failure: FetchFailure) {
    super(failure);
  }
}

function unknownName(): never {
  throw new Refusal('name_unknown');
}

/** `URL` reads addresses as browsers do, so that an IPv4 in decimal, octal or hex is one in dots from here on. */
function readUrl(typed: string): URL {
  if (typed.length > 2048 || !URL.canParse(typed)) throw new Refusal('address_invalid');
  const url = new URL(typed);
  if (url.username || url.password || url.hostname === '') throw new Refusal('address_invalid');
  return url;
}

/** @param ports those that may be asked; `undefined`: any, and without encryption too */
function checkUrl({ protocol, port }: URL, ports: readonly string[] | undefined): void {
  if (protocol !== 'https:' && !(protocol === 'http:' && !ports)) throw new Refusal('not_https');
  if (ports && !ports.includes(port)) throw new Refusal('port_refused');
}

const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/** A resolver can't be called off, but nobody has to wait for it. */
const orAborted = <Value>(waiting: Promise<Value>, signal: AbortSignal): Promise<Value> =>
  Promise.race([
    waiting,
    new Promise<never>((_resolve, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
    ),
  ]);

interface Limits {
  signal: AbortSignal;
  mostBytes: number;
}

function ask(url: URL, address: string, { signal, mostBytes }: Limits): Promise<FetchedPage> {
  const name = bareHost(url);
  const options: RequestOptions & { servername: string; rejectUnauthorized: true } = {
    method: 'GET',
    // The address and not the name: nothing is resolved a second time. The name is for the certificate and the host header.
    host: address,
    port: url.port || (url.protocol === 'https:' ? 443 : 80),
    path: url.pathname + url.search,
    servername: isIP(name) ? '' : name,
    rejectUnauthorized: true,
    agent: false,
    signal,
    headers: {
      host: url.host,
      accept: 'text/html,application/xhtml+xml,application/xml,text/xml;q=0.9,*/*;q=0.5',
      'accept-encoding': 'identity',
      'user-agent': 'Mozilla/5.0 (compatible; customer-center)',
    },
  };
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(options, (answer) => {
      readPage(url, answer, mostBytes).then(resolve, (error: unknown) => {
        request.destroy();
        reject(error instanceof Error ? error : new Refusal('unreachable'));
      });
    });
    request.on('error', reject);
    request.end();
  });
}

async function readPage(url: URL, answer: IncomingMessage, mostBytes: number): Promise<FetchedPage> {
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
  // Whoever compresses unasked may do so to be unpacked into gigabytes.
  if (!/^(identity)?$/i.test(headers['content-encoding'] ?? '')) throw new Refusal('unreadable');
  const content = await readContent(answer, mostBytes);
  const [contentType = ''] = (headers['content-type'] ?? '').toLowerCase().split(';', 1);
  const status = answer.statusCode ?? 0;
  return {
    status,
    url: url.href,
    redirectsTo: status >= 300 && status < 400 ? absolute(headers.location, url) : null,
    contentType: contentType.trim(),
    headers,
    content,
    body: decode(content, headers['content-type'] ?? ''),
  };
}

async function readContent(answer: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size > mostBytes) throw new Refusal('too_large');
  }
  return Buffer.concat(parts);
}

const absolute = (location: string | undefined, base: URL): string | null =>
  location !== undefined && URL.canParse(location, base) ? new URL(location, base).href : null;

function decode(content: Buffer, contentType: string): string {
  const [, charset = 'utf-8'] = /charset\s*=\s*["']?([\w-]+)/i.exec(contentType) ?? [];
  try {
    return new TextDecoder(charset).decode(content);
  } catch {
    return new TextDecoder().decode(content);
  }
}

function failureOf(error: unknown, signal: AbortSignal): FetchFailure {
  if (error instanceof Refusal) return error.failure;
  if (signal.reason instanceof Refusal) return signal.reason.failure;
  const { code = '' } = error as { code?: string };
  return /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_TLS/.test(code) ? 'certificate_wrong' : 'unreachable';
}
