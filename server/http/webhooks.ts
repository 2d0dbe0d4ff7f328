/** Where the payment provider's events arrive. */
import { raw, type Express, type Request, type Response } from 'express';
import { AppError } from './errors.ts';
import { dataHeaders } from './security-headers.ts';
import { webhookPath } from './webhook-path.ts';

type Receive = (
  siteId: string,
  delivery: { body: Uint8Array; signature: string | undefined },
) => Promise<'taken' | 'ignored' | 'forged' | 'off'>;

/**
 * Outside of the API: no page calls it, so there is no CORS, and what comes is authentic by its signature, not by its
 * origin. The body is taken as it comes, whatever it says it is: its bytes are what is signed.
 */
export function webhooks(app: Express, receive: Receive): void {
  app.post(
    webhookPath(':site'),
    dataHeaders,
    raw({ type: () => true, limit: '512kb', inflate: false }),
    async (request: Request, response: Response) => {
      const body: unknown = request.body;
      const receipt = await receive(request.params.site as string, {
        body: body instanceof Uint8Array ? body : new Uint8Array(),
        signature: request.get('stripe-signature'),
      });
      if (receipt === 'off') throw new AppError('payments_off', 503);
      if (receipt === 'forged') throw new AppError('signature_wrong', 400);
      response.json({ received: true });
    },
  );
}
