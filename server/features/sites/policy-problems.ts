/** What a page's content security policies keep the center from doing, and what to change. */
import type { InBrowser } from '../../gateway/stripe/browser.ts';
import { allows, governing, type Policy } from './content-policy.ts';
import type { PageFacts, ScriptTag } from './page-facts.ts';

export interface Needs {
  page: string;
  script: ScriptTag | undefined;
  /** Where the script comes from, and where it would. */
  scriptAddress: string;
  /** Where calls go. */
  api: string;
  logoUrl: string | null;
  /** What card fields load, while the site is connected to the payment provider. */
  cards: InBrowser | undefined;
}

/** Sentences, each naming the directive. */
export const policyProblems = (policies: Policy[], facts: PageFacts, needs: Needs): string[] =>
  policies.flatMap((policy) =>
    [
      scriptProblem(policy, needs),
      sourceProblem(policy, 'connect-src', needs.api, needs.page),
      ...imageProblems(policy, needs),
      styleProblem(policy, facts),
      trustedTypesProblem(policy),
      ...cardProblems(policy, needs),
    ].filter((problem) => problem !== undefined),
  );

const originOf = (address: string): string => new URL(address).origin;

const advise = ({ place }: Policy, directive: string, source: string, names: string[]): string =>
  names.includes(directive)
    ? `${place}: add ${source} to ${directive}`
    : `${place}: ${directive} is what decides; add ${names[0]} with ${source} and all that ${directive} lists`;

function sourceProblem(policy: Policy, name: string, address: string, page: string): string | undefined {
  const found = governing(policy, [name]);
  if (!found || allows(found.sources, address, page)) return undefined;
  return advise(policy, found.name, originOf(address), [name]);
}

function scriptProblem(policy: Policy, { script, scriptAddress, page }: Needs): string | undefined {
  const found = governing(policy, ['script-src-elem', 'script-src']);
  if (!found) return undefined;
  // What a script loads has its nonce.
  if (script && script.nonce !== null && found.sources.includes(`'nonce-${script.nonce}'`)) return undefined;
  if (found.sources.includes("'strict-dynamic'")) {
    return `${policy.place}: give the script's tag the nonce of the page; with 'strict-dynamic' addresses in ${found.name} do not count`;
  }
  if (allows(found.sources, scriptAddress, page)) return undefined;
  return advise(policy, found.name, originOf(scriptAddress), ['script-src', 'script-src-elem']);
}

function imageProblems(policy: Policy, { api, logoUrl, page }: Needs): (string | undefined)[] {
  const found = [api, ...(logoUrl === null ? [] : [logoUrl])].map((address) =>
    sourceProblem(policy, 'img-src', address, page),
  );
  return [...new Set(found)];
}

/** Card fields are frames of the provider, which its script puts there. */
function cardProblems(policy: Policy, { cards, page }: Needs): (string | undefined)[] {
  if (!cards) return [];
  const { script, sources } = cards;
  const exampleOf = (source: string) =>
    script.startsWith(`${source}/`) ? script : new URL(source.replace('*', 'example')).href;
  const lacks = (name: keyof typeof sources, names: string[]) =>
    sources[name].map((source) => {
      const found = governing(policy, names);
      if (!found || allows(found.sources, exampleOf(source), page)) return undefined;
      // Our script loads the provider's, and hands its trust on.
      if (name === 'script-src' && found.sources.includes("'strict-dynamic'")) return undefined;
      return `${advise(policy, found.name, source, [name, ...names])}, for card fields`;
    });
  return [
    ...lacks('script-src', ['script-src-elem', 'script-src']),
    ...lacks('frame-src', ['frame-src', 'child-src']),
    ...lacks('connect-src', ['connect-src']),
  ];
}

/** The element needs none; the lines that keep room for it do, where they stand in the page. */
function styleProblem(policy: Policy, { hasInlineStyle }: PageFacts): string | undefined {
  const found = governing(policy, ['style-src-elem', 'style-src']);
  if (!hasInlineStyle || !found) return undefined;
  const marks = found.sources.some((source) => /^'(nonce-|sha(256|384|512)-)/.test(source));
  // With a nonce or a hash on the list, whether it is this style's is for the browser to tell.
  if (marks || found.sources.includes("'unsafe-inline'")) return undefined;
  return `${policy.place}: ${found.name} refuses styles within the page; move the lines for customer-center into a style sheet`;
}

function trustedTypesProblem({ place, directives }: Policy): string | undefined {
  const names = directives.get('trusted-types');
  if (!names || names.includes('*')) return undefined;
  const missing = ['lit-html', 'customer-center'].filter((name) => !names.includes(name));
  return missing.length > 0 ? `${place}: add ${missing.join(' and ')} to trusted-types` : undefined;
}
