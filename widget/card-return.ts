/** Back from the bank or from the provider's own page: what the address says, which is taken out of it. */
const added = [
  'checkout_session',
  'setup_intent',
  'setup_intent_client_secret',
  'payment_intent',
  'payment_intent_client_secret',
  'redirect_status',
];

export interface Return {
  /** The provider's name of a card entry. */
  readonly entry: string | null;
  /** A payment was taken to the bank. The server knows which. */
  readonly isPayment: boolean;
}

/** Once, because it is neither to be bookmarked nor asked again by a reload. The server is asked what is true of it. */
export function takeReturn(): Return {
  const url = new URL(location.href);
  const { searchParams } = url;
  const found = {
    entry: searchParams.get('setup_intent') ?? searchParams.get('checkout_session'),
    isPayment: searchParams.has('payment_intent'),
  };
  for (const name of added) searchParams.delete(name);
  history.replaceState(history.state, '', url);
  return found;
}
