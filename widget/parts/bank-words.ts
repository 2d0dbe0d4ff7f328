import { msg } from '@lit/localize';

/** Lit's tool wants every text to stand in the code; these come from the server. */
const say: (text: string) => string = msg;

/** Why a payment failed, in the language of the center; empty when nobody told. */
export const bankWords = (reason: string | null): string => (reason ? say(reason) : '');
