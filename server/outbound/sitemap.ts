/** What pages a site says it has: https://www.sitemaps.org/protocol.html */
import { Parser } from 'htmlparser2';
import { fetchFailures } from './failures.ts';
import type { FetchPage } from './fetch-page.ts';

export interface Sitemap {
  /** Of pages on the sitemap's own origin, each once, in the order they are listed. */
  addresses: string[];
  /** There were more than are read. */
  isCut: boolean;
  /** In words for the owner, when it or a part of it could not be read. */
  problem: string | null;
}

const most = 2000;
const mostParts = 50;

/** Reads a sitemap, or the sitemaps that an index lists, one level deep. Never throws. */
export async function readSitemap(fetchPage: FetchPage, url: string): Promise<Sitemap> {
  const first = await readOne(fetchPage, url);
  if (typeof first === 'string') return { addresses: [], isCut: false, problem: first };
  const origin = new URL(url).origin;
  const isOwn = (address: string) => URL.canParse(address) && new URL(address).origin === origin;
  const pages = first.pages.filter(isOwn);
  const parts = first.parts.filter(isOwn);
  let problem = first.parts.length > parts.length ? 'It lists sitemaps of another site, which are not read' : null;
  for (const part of parts.slice(0, mostParts)) {
    if (pages.length > most) break;
    const read = await readOne(fetchPage, part);
    if (typeof read === 'string') problem = `${part}: ${read}`;
    else pages.push(...read.pages.filter(isOwn));
  }
  const addresses = [...new Set(pages.map((page) => new URL(page).href))];
  return { addresses: addresses.slice(0, most), isCut: addresses.length > most || parts.length > mostParts, problem };
}

interface Listed {
  pages: string[];
  parts: string[];
}

/** What is listed, or a sentence why not. */
async function readOne(fetchPage: FetchPage, url: string): Promise<Listed | string> {
  const { page, failure } = await fetchPage(url);
  if (failure) return fetchFailures[failure];
  if (page.redirectsTo !== null) return `It leads to ${page.redirectsTo}: enter that address`;
  if (page.status !== 200) return `The server answers with ${page.status}`;
  const listed = parse(page.body);
  return listed ?? 'This is no sitemap';
}

/** No entity is expanded and nothing else is loaded: the parser knows none. */
function parse(xml: string): Listed | undefined {
  const listed: Listed = { pages: [], parts: [] };
  const path: string[] = [];
  let isSitemap = false;
  let text = '';
  const parser = new Parser(
    {
      onopentag(name) {
        path.push(name);
        isSitemap ||= path.length === 1 && /^(urlset|sitemapindex)$/.test(name);
        text = '';
      },
      ontext(more) {
        text += more;
      },
      onclosetag() {
        const place = path.slice(-2).join('/');
        if (place === 'url/loc') listed.pages.push(text.trim());
        if (place === 'sitemap/loc') listed.parts.push(text.trim());
        path.pop();
      },
    },
    { xmlMode: true },
  );
  parser.end(xml);
  return isSitemap ? listed : undefined;
}
