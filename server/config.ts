/** The only reader of the environment. `.env.example` explains every variable in one line. */
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
  SESSION_IDLE_HOURS: hours(12),
  SESSION_MAX_HOURS: hours(720),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  MAIL_FROM: z.email(),
  TRUST_PROXY: z.string().default('loopback'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug']).default('info'),
});

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

export function readConfig(variables: NodeJS.ProcessEnv): Config {
  // An empty variable counts as absent: that is what `NAME=` in an .env file means.
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) throw new ConfigError(explain(parsed.error, given));
  const env = parsed.data;
  const url = new URL(env.BASE_URL);
  checkSecrets(env.SESSION_SECRET);
  checkAddress(url, env);
  return {
    host: env.HOST,
    port: env.PORT,
    baseUrl: url.origin,
    isSecure: url.protocol === 'https:',
    databaseUrl: env.DATABASE_URL,
    databaseConnections: env.DATABASE_CONNECTIONS,
    sessionSecrets: env.SESSION_SECRET,
    sessionIdleHours: env.SESSION_IDLE_HOURS,
    sessionMaxHours: env.SESSION_MAX_HOURS,
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    trustProxy: readTrustProxy(env.TRUST_PROXY),
    logLevel: env.LOG_LEVEL,
  };
}

/** For commands, which need nothing but the database. */
export function readDatabaseUrl(variables: NodeJS.ProcessEnv): string {
  const parsed = environment.pick({ DATABASE_URL: true }).safeParse(variables);
  if (!parsed.success) throw new ConfigError(explain(parsed.error, variables));
  return parsed.data.DATABASE_URL;
}

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

function checkAddress(url: URL, env: { NODE_ENV: string; HOST: string }): void {
  const isLocal = isLocalHost(url.hostname);
  if (url.pathname !== '/' || url.search || url.hash || url.username) {
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

function readTrustProxy(text: string): number | string {
  if (/^\d+$/.test(text)) return Number(text);
  if (text === 'true')
    throw new ConfigError('TRUST_PROXY must be a number of hops or addresses: "true" trusts everybody');
  return text;
}
