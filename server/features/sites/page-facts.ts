/** What the HTML of a vendor's page says about the center on it. */
import { Parser } from 'htmlparser2';

export interface CenterTag {
  name: 'customer-center' | 'customer-center-button';
  site: string;
  /** As it is written; `null`: the one the script came from. */
  server: string | null;
  section: string | null;
}

export interface ScriptTag {
  /** Absolute. */
  src: string;
  isModule: boolean;
  nonce: string | null;
}

export interface PageFacts {
  /** What addresses on the page are relative to. */
  base: string;
  centers: CenterTag[];
  scripts: ScriptTag[];
  /** Content security policies in the page itself. */
  policies: string[];
  /** Is there a style sheet within the page that keeps room for the center? */
  hasInlineStyle: boolean;
  /** Is the shortcode there as text, which no plugin has replaced? */
  hasBareShortcode: boolean;
}

export function readPage(html: string, address: string): PageFacts {
  const facts: PageFacts = {
    base: address,
    centers: [],
    scripts: [],
    policies: [],
    hasInlineStyle: false,
    hasBareShortcode: false,
  };
  let within = '';
  const parser = new Parser({
    onopentag(name, attributes) {
      within = name;
      readTag(facts, name, attributes);
    },
    ontext(text) {
      if (within === 'style') facts.hasInlineStyle ||= text.includes('customer-center');
      else if (within !== 'script' && within !== 'code')
        facts.hasBareShortcode ||= /\[customer_center[\s\]]/.test(text);
    },
    onclosetag() {
      within = '';
    },
  });
  parser.end(html);
  return facts;
}

function readTag(facts: PageFacts, name: string, attributes: Record<string, string>): void {
  const { href, src, content = '', type = '', nonce = null } = attributes;
  if (name === 'base' && href !== undefined) facts.base = absolute(href, facts.base) ?? facts.base;
  if (name === 'customer-center' || name === 'customer-center-button') {
    const { site = '', server, section } = attributes;
    facts.centers.push({ name, site, server: server?.trim() || null, section: section?.trim() || null });
  }
  if (name === 'meta' && attributes['http-equiv']?.toLowerCase() === 'content-security-policy') {
    facts.policies.push(content);
  }
  const script = name === 'script' && src !== undefined ? absolute(src, facts.base) : undefined;
  if (script !== undefined) {
    facts.scripts.push({ src: script, isModule: type.trim().toLowerCase() === 'module', nonce });
  }
}

export const absolute = (address: string, base: string): string | undefined =>
  URL.canParse(address, base) ? new URL(address, base).href : undefined;
