/** Every email in English. */
import type { EmailTemplate } from './email.ts';
import { html as signInHtml } from './messages/sign-in.mjml';
import signInText from './messages/sign-in.txt?raw';
import { html as newPasswordHtml } from './messages/new-password.mjml';
import newPasswordText from './messages/new-password.txt?raw';
import { html as confirmationHtml } from './messages/confirmation.mjml';
import confirmationText from './messages/confirmation.txt?raw';
import { html as passwordChangedHtml } from './messages/password-changed.mjml';
import passwordChangedText from './messages/password-changed.txt?raw';
import { html as claimHtml } from './messages/claim.mjml';
import claimText from './messages/claim.txt?raw';
import { html as addressClaimedHtml } from './messages/address-claimed.mjml';
import addressClaimedText from './messages/address-claimed.txt?raw';
import { html as registrationHtml } from './messages/registration.mjml';
import registrationText from './messages/registration.txt?raw';
import { html as programQuestionHtml } from './messages/program-question.mjml';
import programQuestionText from './messages/program-question.txt?raw';
import { html as paymentsExportHtml } from './messages/payments-export.mjml';
import paymentsExportText from './messages/payments-export.txt?raw';
import { html as staffInvitationHtml } from './messages/staff-invitation.mjml';
import staffInvitationText from './messages/staff-invitation.txt?raw';
import { html as staffNewPasswordHtml } from './messages/staff-new-password.mjml';
import staffNewPasswordText from './messages/staff-new-password.txt?raw';
import { html as staffAddressHtml } from './messages/staff-address.mjml';
import staffAddressText from './messages/staff-address.txt?raw';
import { html as signInInvitationHtml } from './messages/sign-in-invitation.mjml';
import signInInvitationText from './messages/sign-in-invitation.txt?raw';
import { html as passwordInvitationHtml } from './messages/password-invitation.mjml';
import passwordInvitationText from './messages/password-invitation.txt?raw';
import { html as payLinkHtml } from './messages/pay-link.mjml';
import payLinkText from './messages/pay-link.txt?raw';
import { html as welcomeHtml } from './messages/welcome.mjml';
import welcomeText from './messages/welcome.txt?raw';
import { html as receiptHtml } from './messages/receipt.mjml';
import receiptText from './messages/receipt.txt?raw';
import { html as paymentFailedHtml } from './messages/payment-failed.mjml';
import paymentFailedText from './messages/payment-failed.txt?raw';
import { html as cardExpiringHtml } from './messages/card-expiring.mjml';
import cardExpiringText from './messages/card-expiring.txt?raw';
import { html as cardChangedHtml } from './messages/card-changed.mjml';
import cardChangedText from './messages/card-changed.txt?raw';
import { html as creditMemoHtml } from './messages/credit-memo.mjml';
import creditMemoText from './messages/credit-memo.txt?raw';

export const english = {
  'sign-in': { subject: 'Log in to {{headline}}', html: signInHtml, text: signInText },
  'new-password': { subject: 'Set a new password for {{headline}}', html: newPasswordHtml, text: newPasswordText },
  confirmation: { subject: 'Your confirmation code for {{headline}}', html: confirmationHtml, text: confirmationText },
  'password-changed': {
    subject: 'Your password for {{headline}} was changed',
    html: passwordChangedHtml,
    text: passwordChangedText,
  },
  claim: { subject: 'Your code to add orders at {{headline}}', html: claimHtml, text: claimText },
  'address-claimed': {
    subject: 'An address was added to your account at {{headline}}',
    html: addressClaimedHtml,
    text: addressClaimedText,
  },
  registration: {
    subject: 'Welcome to {{headline}}: confirm your email',
    html: registrationHtml,
    text: registrationText,
  },
  'program-question': {
    subject: '{{customer}} asks about {{program}}',
    html: programQuestionHtml,
    text: programQuestionText,
  },
  'payments-export': {
    subject: 'Your payments at {{headline}} are ready',
    html: paymentsExportHtml,
    text: paymentsExportText,
  },
  'staff-invitation': {
    subject: 'Join the staff of {{headline}}',
    html: staffInvitationHtml,
    text: staffInvitationText,
  },
  'staff-new-password': {
    subject: 'Set a new password for the desk of {{headline}}',
    html: staffNewPasswordHtml,
    text: staffNewPasswordText,
  },
  'staff-address': {
    subject: 'Prove your address for the desk of {{headline}}',
    html: staffAddressHtml,
    text: staffAddressText,
  },
  'sign-in-invitation': {
    subject: 'Your customer center at {{headline}}',
    html: signInInvitationHtml,
    text: signInInvitationText,
  },
  'password-invitation': {
    subject: 'Set your password for {{headline}}',
    html: passwordInvitationHtml,
    text: passwordInvitationText,
  },
  'pay-link': { subject: 'Pay {{amount}} to {{headline}}', html: payLinkHtml, text: payLinkText },
  welcome: { subject: 'Welcome to {{headline}}, {{firstName}}', html: welcomeHtml, text: welcomeText },
  receipt: { subject: 'Your payment of {{amount}} to {{headline}}', html: receiptHtml, text: receiptText },
  'payment-failed': {
    subject: 'Your payment of {{amount}} to {{headline}} failed',
    html: paymentFailedHtml,
    text: paymentFailedText,
  },
  'card-expiring': { subject: '{{card}} expires soon', html: cardExpiringHtml, text: cardExpiringText },
  'card-changed': { subject: 'Your card at {{headline}} was changed', html: cardChangedHtml, text: cardChangedText },
  'credit-memo': { subject: '{{headline}} has credited you {{amount}}', html: creditMemoHtml, text: creditMemoText },
} as const satisfies Record<string, EmailTemplate>;

export type TemplateName = keyof typeof english;
