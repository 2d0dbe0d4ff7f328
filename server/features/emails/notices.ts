/** Emails that nobody asks for: what happens to a customer's money and cards. Each can be switched off by the site. */
export const notices = {
  welcome: 'To whoever has become a customer by buying something',
  receipt: 'When a payment has arrived',
  'payment-failed': 'When a payment did not go through, with a link that pays it without signing in',
  'card-expiring': 'A month before a card expires that something is paid with',
  'card-changed': 'When another card was chosen to pay',
  'credit-memo': 'When something was credited',
} as const;

export type NoticeKind = keyof typeof notices;
export const noticeKinds = Object.keys(notices) as NoticeKind[];
