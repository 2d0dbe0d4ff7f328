import { AppError } from '../http/errors.ts';
import { GatewayError } from './gateway.ts';

/** Where the provider does not answer, nothing that was asked for here can have cost anything. */
export async function answered<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    if (error.trouble === 'asked_otherwise') throw new AppError('key_reused', 422, {}, { cause: error });
    throw new AppError('provider_unavailable', 503, {}, { cause: error });
  }
}
