import { hkdfSync } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { AppError } from '../../http/errors.ts';

/** What a link is for: one invoice, and nothing else. */
export interface LinkedTo {
  siteId: string;
  invoiceId: string;
}

const type = 'pay-link+jwt';
const days = 14;

export type PayLinkTokens = ReturnType<typeof payLinkTokens>;

/**
 * Tokens of emailed links, signed with a key that is made for them alone from each key that encrypts secrets: the first one
 * signs, all of them verify. They expire after two weeks.
 */
export function payLinkTokens(secretsKeys: readonly Uint8Array[]) {
  const keys = secretsKeys.map((key) => new Uint8Array(hkdfSync('sha256', key, '', 'pay-link', 32)));
  const [first] = keys;

  async function sign({ siteId, invoiceId }: LinkedTo): Promise<string> {
    if (!first) throw new Error('there is no key to sign with');
    return new SignJWT({ invoice: invoiceId })
      .setProtectedHeader({ alg: 'HS256', typ: type })
      .setAudience(siteId)
      .setIssuedAt()
      .setExpirationTime(`${days} days`)
      .sign(first);
  }

  return {
    sign,

    /** The whole link, as it stands in an email. */
    link: async (center: string, linked: LinkedTo): Promise<string> => `${center}#cc/pay/${await sign(linked)}`,

    /** Throws `link_unknown` and `link_expired`. */
    async read(siteId: string, token: string): Promise<LinkedTo> {
      for (const key of keys) {
        try {
          const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], typ: type, audience: siteId });
          return { siteId, invoiceId: String(payload.invoice) };
        } catch (error) {
          if (error instanceof errors.JWTExpired) throw new AppError('link_expired', 410);
          if (!(error instanceof errors.JOSEError)) throw error;
        }
      }
      throw new AppError('link_unknown', 404);
    },
  };
}
