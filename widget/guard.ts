/** Calls that wait while a person signs in again or confirms who they are, and then go on by themselves. */
import { ApiError, type Call } from './api.ts';

export type Gate = 'sign-in' | 'confirm';

const gateOf = (error: unknown): Gate | undefined => {
  if (!(error instanceof ApiError)) return undefined;
  if (error.code === 'signed_out') return 'sign-in';
  return error.code === 'confirmation_needed' ? 'confirm' : undefined;
};

/** `pass` resolves to false when the person closed the dialog; then the call fails as the server answered. */
export function guarded(call: Call, pass: (gate: Gate) => Promise<boolean>): Call {
  return (async (...request: Parameters<Call>) => {
    for (let tries = 0; ; tries++) {
      try {
        return await call(...request);
      } catch (error) {
        const gate = gateOf(error);
        if (!gate || tries === 3 || !(await pass(gate))) throw error;
      }
    }
  }) as Call;
}
