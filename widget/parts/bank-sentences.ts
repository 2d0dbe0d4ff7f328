import { msg } from '@lit/localize';

/**
 * What the server says of a failed payment, here for its translation only: the center shows it by `bankWords`. A test holds
 * this list against the server's.
 */
export const bankSentences = (): string[] => [
  msg('The bank asked for a confirmation that was not given.'),
  msg('The bank could not confirm that it was you.'),
  msg('The bank could not approve the payment.'),
  msg('The amount is above what the card allows.'),
  msg('The bank account is closed.'),
  msg('The bank account does not allow this payment.'),
  msg('The card does not support this kind of payment.'),
  msg('The card has reached its limit.'),
  msg('The card does not support this currency.'),
  msg('The debit was not authorised.'),
  msg('The card has expired.'),
  msg('The security code was wrong.'),
  msg('The card number was wrong.'),
  msg('The postal code did not match the card.'),
  msg('There was not enough money on the card.'),
  msg('The card or the account behind it is not valid.'),
  msg('The expiry date was wrong.'),
  msg('The bank could not be reached.'),
  msg('The bank account was not found.'),
  msg('Something went wrong at the bank.'),
  msg('The bank could not decide at that moment.'),
  msg('The card was declined.'),
  msg('The payment was declined.'),
];
