/** A name for one wish, sent along so that asking again is never doing it again. Also where there is no https. */
export const newWish = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
