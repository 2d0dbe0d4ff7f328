/** Why a payment failed, in words for who paid. A card that was reported stolen is only "declined": thieves read, too. */
const sentences: Record<string, string> = {
  authentication_required: 'The bank asked for a confirmation that was not given.',
  payment_intent_authentication_failure: 'The bank could not confirm that it was you.',
  setup_intent_authentication_failure: 'The bank could not confirm that it was you.',
  approve_with_id: 'The bank could not approve the payment.',
  amount_too_large: 'The amount is above what the card allows.',
  bank_account_closed: 'The bank account is closed.',
  bank_account_restricted: 'The bank account does not allow this payment.',
  card_not_supported: 'The card does not support this kind of payment.',
  card_velocity_exceeded: 'The card has reached its limit.',
  currency_not_supported: 'The card does not support this currency.',
  debit_not_authorized: 'The debit was not authorised.',
  expired_card: 'The card has expired.',
  incorrect_cvc: 'The security code was wrong.',
  incorrect_number: 'The card number was wrong.',
  incorrect_zip: 'The postal code did not match the card.',
  insufficient_funds: 'There was not enough money on the card.',
  invalid_account: 'The card or the account behind it is not valid.',
  invalid_cvc: 'The security code was wrong.',
  invalid_expiry_month: 'The expiry date was wrong.',
  invalid_expiry_year: 'The expiry date was wrong.',
  invalid_number: 'The card number was wrong.',
  issuer_not_available: 'The bank could not be reached.',
  no_account: 'The bank account was not found.',
  processing_error: 'Something went wrong at the bank.',
  reenter_transaction: 'Something went wrong at the bank.',
  try_again_later: 'The bank could not decide at that moment.',
  withdrawal_count_limit_exceeded: 'The card has reached its limit.',
};

const cardDeclined = 'The card was declined.';
const paymentDeclined = 'The payment was declined.';

/** Everything that it may say; the center has each in its languages. */
export const declineSentences: readonly string[] = [...Object.values(sentences), cardDeclined, paymentDeclined];

interface Failure {
  failure_code?: string | null | undefined;
  outcome?: { reason?: string | null | undefined } | null | undefined;
}

/** The bank's reason comes first: `failure_code` is `card_declined` for most of them. */
export function declineReason({ failure_code, outcome }: Failure): string {
  for (const code of [outcome?.reason, failure_code]) {
    if (code && Object.hasOwn(sentences, code)) return sentences[code] ?? '';
  }
  return failure_code?.startsWith('card') ? cardDeclined : paymentDeclined;
}
