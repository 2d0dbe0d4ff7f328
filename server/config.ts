/** The only reader of the environment. `.env.example` explains every variable in one line. */
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

const hours = (fallback: number) => z.coerce.number().positive().max(8760).default(fallback);

const environment = z.object({
  NODE_ENV: z.string().default('development'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(1).max(65535).default(4400),
  BASE_URL: z.url({ protocol: /^https?$/ }),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_CONNECTIONS: z.coerce.number().int().min(4).max(200).default(20),
  SESSION_SECRET: z.string().transform((text) => text.split(',').map((secret) => secret.trim())),
  SECRETS_KEY: z.string(),
  STRIPE_URL: z.url({ protocol: /^https?$/ }).optional(),
  SESSION_IDLE_HOURS: hours(12),
  SESSION_MAX_HOURS: hours(720),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  MAIL_FROM: z.email(),
  TRUST_PROXY: z.string().default('loopback'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug']).default('info'),
});

/** The name of every variable that is read. */
export const variableNames = Object.keys(environment.shape);

export interface Config {
  host: string;
  port: number;
  /** Public address of this server without a path, such as `https://account.example.com`. */
  baseUrl: string;
  /** The public address is https, so cookies are `Secure` and carry the `__Host-` prefix. */
  isSecure: boolean;
  databaseUrl: string;
  databaseConnections: number;
  /** The first signs; the others are still accepted, so that a secret can be changed without signing people out. */
  sessionSecrets: string[];
  /**
   * What we have to read again, as the payment provider's key and the secrets of one-time codes, is encrypted with the
   * first; all of them decrypt.
   */
  secretsKeys: Uint8Array[];
  /** The payment provider's double on this computer, in place of Stripe. */
  stripeUrl?: string | undefined;
  sessionIdleHours: number;
  sessionMaxHours: number;
  smtpUrl: string;
  /** Address emails come from; the name before it is the site's headline. */
  mailFrom: string;
  /** What express calls `trust proxy`: a number of hops, or addresses and ranges. */
  trustProxy: number | string;
  logLevel: string;
}

/** One line that names the variable and what is wrong with it. */
export class ConfigError extends Error {}

type Variables = Record<string, string | undefined>;

export function readConfig(variables: Variables = process.env): Config {
  const given = withoutEmpty(variables);
  const parsed = environment.safeParse(given);
  if (!parsed.success) throw new ConfigError(explain(parsed.error, given));
  const env = parsed.data;
  const url = new URL(env.BASE_URL);
  checkSecrets(env.SESSION_SECRET);
  checkAddress(url, env);
  if (env.SESSION_IDLE_HOURS > env.SESSION_MAX_HOURS) {
    throw new ConfigError('SESSION_IDLE_HOURS is more than SESSION_MAX_HOURS, which ends a session in any case');
  }
  return {
    host: env.HOST,
    port: env.PORT,
    baseUrl: url.origin,
    isSecure: url.protocol === 'https:',
    databaseUrl: env.DATABASE_URL,
    databaseConnections: env.DATABASE_CONNECTIONS,
    sessionSecrets: env.SESSION_SECRET,
    secretsKeys: toSecretsKeys(env.SECRETS_KEY),
    stripeUrl: checkStripeUrl(env.STRIPE_URL),
    sessionIdleHours: env.SESSION_IDLE_HOURS,
    sessionMaxHours: env.SESSION_MAX_HOURS,
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    trustProxy: readTrustProxy(env.TRUST_PROXY, url),
    logLevel: env.LOG_LEVEL,
  };
}

/** For commands, which need nothing but the database. `undefined`: none is configured. */
export function readDatabaseUrl(variables: Variables = process.env): string | undefined {
  const given = withoutEmpty(variables);
  const parsed = environment.pick({ DATABASE_URL: true }).partial().safeParse(given);
  if (!parsed.success) throw new ConfigError(explain(parsed.error, given));
  return parsed.data.DATABASE_URL;
}

/** For commands that print an address of the server. `undefined`: none is configured, so it is the demo's. */
export function readBaseUrl(variables: Variables = process.env): string | undefined {
  const given = withoutEmpty(variables);
  const parsed = environment.pick({ BASE_URL: true }).partial().safeParse(given);
  if (!parsed.success) throw new ConfigError(explain(parsed.error, given));
  return parsed.data.BASE_URL && new URL(parsed.data.BASE_URL).origin;
}

/** For the demo, which has an answer to everything else. */
export function readPort(variables: Variables = process.env): number {
  const given = withoutEmpty(variables);
  const parsed = environment.pick({ PORT: true }).safeParse(given);
  if (!parsed.success) throw new ConfigError(explain(parsed.error, given));
  return parsed.data.PORT;
}

/** For commands that read or write what is encrypted. Without a key there, `fallback` is asked. */
export function readSecretsKeys(fallback: () => string | undefined, variables: Variables = process.env): Uint8Array[] {
  const keys = toSecretsKeys(withoutEmpty(variables).SECRETS_KEY ?? fallback());
  if (keys.length === 0) throw new ConfigError('SECRETS_KEY is missing: see .env.example');
  return keys;
}

/** For commands that talk to the payment provider. */
export function readStripeUrl(variables: Variables = process.env): string | undefined {
  const given = withoutEmpty(variables);
  const parsed = environment.pick({ STRIPE_URL: true }).safeParse(given);
  if (!parsed.success) throw new ConfigError(explain(parsed.error, given));
  return checkStripeUrl(parsed.data.STRIPE_URL);
}

/** An empty variable counts as absent: that is what `NAME=` in an .env file means. */
const withoutEmpty = (variables: Variables): Variables =>
  Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));

function explain(error: z.ZodError, given: Record<string, unknown>): string {
  const issue = error.issues[0];
  const name = String(issue?.path[0]);
  return name in given ? `${name} is not valid: ${issue?.message}` : `${name} is missing: see .env.example`;
}

function checkSecrets(secrets: string[]): void {
  for (const secret of secrets) {
    if (secret.length < 32) throw new ConfigError('SESSION_SECRET is too short: each needs 32 characters or more');
    if (new Set(secret).size < 8 || /change.?me|secret|example|password/i.test(secret)) {
      throw new ConfigError('SESSION_SECRET looks like a placeholder: make one with "openssl rand -base64 48"');
    }
  }
}

function toSecretsKeys(text: string | undefined): Uint8Array[] {
  return (text?.split(',') ?? []).map((part) => {
    const key = Buffer.from(part.trim(), 'base64');
    // What decodes to something else again was mistyped or cut off.
    if (key.length === 32 && key.toString('base64') === part.trim()) return new Uint8Array(key);
    throw new ConfigError('SECRETS_KEY is not valid: each is 32 bytes in base64, as of "openssl rand -base64 32"');
  });
}

/** Whoever could send it elsewhere would be handed the vendors' keys. */
function checkStripeUrl(text: string | undefined): string | undefined {
  if (text === undefined || isLocalHost(new URL(text).hostname)) return text;
  throw new ConfigError('STRIPE_URL is not on this computer: it is for the sandbox, and Stripe itself needs none');
}

function checkAddress(url: URL, env: { NODE_ENV: string; HOST: string }): void {
  const isLocal = isLocalHost(url.hostname);
  if (url.pathname !== '/' || url.search || url.hash || url.username || url.password) {
    throw new ConfigError('BASE_URL has more than scheme, host and port: the server stands at the root of its host');
  }
  if (env.NODE_ENV === 'production') {
    if (url.protocol !== 'https:')
      throw new ConfigError('BASE_URL must begin with https:// when NODE_ENV is production');
    return;
  }
  if (!isLocal) throw new ConfigError('NODE_ENV must be production when BASE_URL is not on localhost');
  if (!isLocalHost(env.HOST))
    throw new ConfigError('HOST must be 127.0.0.1 or localhost unless NODE_ENV is production');
}

export function isLocalHost(host: string): boolean {
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '127.0.0.1' || host === '::1' || host === '[::1]'
  );
}

function readTrustProxy(text: string, { protocol }: URL): number | string {
  if (/^\d+$/.test(text)) {
    if (Number(text) === 0 && protocol === 'https:') {
      throw new ConfigError(
        'TRUST_PROXY is 0 and BASE_URL is https: nobody could tell the server that a call came over https',
      );
    }
    return Number(text);
  }
  for (const part of text.split(',')) checkProxies(part.trim());
  return text;
}

function checkProxies(text: string): void {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text) || ipaddr.isValid(text)) return;
  if (text === 'true' || (ipaddr.isValidCIDR(text) && ipaddr.parseCIDR(text)[1] === 0)) {
    throw new ConfigError("TRUST_PROXY must be a number of hops or addresses: everybody can't be trusted");
  }
  if (ipaddr.isValidCIDR(text)) return;
  throw new ConfigError(
    'TRUST_PROXY is not valid: a number of hops, addresses, ranges such as 10.0.0.0/8, or loopback',
  );
}
