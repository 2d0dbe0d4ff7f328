/** Every email in German. */
import type { EmailTemplate } from './email.ts';
import type { TemplateName } from './english.ts';
import { html as signInHtml } from './messages/sign-in.de.mjml';
import signInText from './messages/sign-in.de.txt?raw';
import { html as newPasswordHtml } from './messages/new-password.de.mjml';
import newPasswordText from './messages/new-password.de.txt?raw';
import { html as confirmationHtml } from './messages/confirmation.de.mjml';
import confirmationText from './messages/confirmation.de.txt?raw';
import { html as passwordChangedHtml } from './messages/password-changed.de.mjml';
import passwordChangedText from './messages/password-changed.de.txt?raw';
import { html as claimHtml } from './messages/claim.de.mjml';
import claimText from './messages/claim.de.txt?raw';
import { html as addressClaimedHtml } from './messages/address-claimed.de.mjml';
import addressClaimedText from './messages/address-claimed.de.txt?raw';
import { html as registrationHtml } from './messages/registration.de.mjml';
import registrationText from './messages/registration.de.txt?raw';
import { html as programQuestionHtml } from './messages/program-question.de.mjml';
import programQuestionText from './messages/program-question.de.txt?raw';
import { html as paymentsExportHtml } from './messages/payments-export.de.mjml';
import paymentsExportText from './messages/payments-export.de.txt?raw';
import { html as staffInvitationHtml } from './messages/staff-invitation.de.mjml';
import staffInvitationText from './messages/staff-invitation.de.txt?raw';
import { html as staffNewPasswordHtml } from './messages/staff-new-password.de.mjml';
import staffNewPasswordText from './messages/staff-new-password.de.txt?raw';
import { html as staffAddressHtml } from './messages/staff-address.de.mjml';
import staffAddressText from './messages/staff-address.de.txt?raw';
import { html as signInInvitationHtml } from './messages/sign-in-invitation.de.mjml';
import signInInvitationText from './messages/sign-in-invitation.de.txt?raw';
import { html as passwordInvitationHtml } from './messages/password-invitation.de.mjml';
import passwordInvitationText from './messages/password-invitation.de.txt?raw';
import { html as payLinkHtml } from './messages/pay-link.de.mjml';
import payLinkText from './messages/pay-link.de.txt?raw';
import { html as welcomeHtml } from './messages/welcome.de.mjml';
import welcomeText from './messages/welcome.de.txt?raw';
import { html as receiptHtml } from './messages/receipt.de.mjml';
import receiptText from './messages/receipt.de.txt?raw';
import { html as paymentFailedHtml } from './messages/payment-failed.de.mjml';
import paymentFailedText from './messages/payment-failed.de.txt?raw';
import { html as cardExpiringHtml } from './messages/card-expiring.de.mjml';
import cardExpiringText from './messages/card-expiring.de.txt?raw';
import { html as cardChangedHtml } from './messages/card-changed.de.mjml';
import cardChangedText from './messages/card-changed.de.txt?raw';
import { html as creditMemoHtml } from './messages/credit-memo.de.mjml';
import creditMemoText from './messages/credit-memo.de.txt?raw';

export const german = {
  'sign-in': { subject: 'Bei {{headline}} anmelden', html: signInHtml, text: signInText },
  'new-password': {
    subject: 'Neues Passwort für {{headline}} festlegen',
    html: newPasswordHtml,
    text: newPasswordText,
  },
  confirmation: { subject: 'Ihr Bestätigungscode für {{headline}}', html: confirmationHtml, text: confirmationText },
  'password-changed': {
    subject: 'Ihr Passwort für {{headline}} wurde geändert',
    html: passwordChangedHtml,
    text: passwordChangedText,
  },
  claim: { subject: 'Ihr Code zum Hinzufügen von Bestellungen bei {{headline}}', html: claimHtml, text: claimText },
  'address-claimed': {
    subject: 'Ihrem Konto bei {{headline}} wurde eine Adresse hinzugefügt',
    html: addressClaimedHtml,
    text: addressClaimedText,
  },
  registration: {
    subject: 'Willkommen bei {{headline}}: Bestätigen Sie Ihre E-Mail-Adresse',
    html: registrationHtml,
    text: registrationText,
  },
  'program-question': {
    subject: '{{customer}} hat eine Frage zu {{program}}',
    html: programQuestionHtml,
    text: programQuestionText,
  },
  'payments-export': {
    subject: 'Ihre Zahlungen bei {{headline}} stehen bereit',
    html: paymentsExportHtml,
    text: paymentsExportText,
  },
  'staff-invitation': {
    subject: 'Einladung in das Team von {{headline}}',
    html: staffInvitationHtml,
    text: staffInvitationText,
  },
  'staff-new-password': {
    subject: 'Neues Passwort für die Verwaltung von {{headline}}',
    html: staffNewPasswordHtml,
    text: staffNewPasswordText,
  },
  'staff-address': {
    subject: 'Adresse für die Verwaltung von {{headline}} bestätigen',
    html: staffAddressHtml,
    text: staffAddressText,
  },
  'sign-in-invitation': {
    subject: 'Ihr Kundencenter bei {{headline}}',
    html: signInInvitationHtml,
    text: signInInvitationText,
  },
  'password-invitation': {
    subject: 'Ihr Passwort für {{headline}} festlegen',
    html: passwordInvitationHtml,
    text: passwordInvitationText,
  },
  'pay-link': { subject: '{{amount}} an {{headline}} bezahlen', html: payLinkHtml, text: payLinkText },
  welcome: { subject: 'Willkommen bei {{headline}}, {{firstName}}', html: welcomeHtml, text: welcomeText },
  receipt: { subject: 'Ihre Zahlung von {{amount}} an {{headline}}', html: receiptHtml, text: receiptText },
  'payment-failed': {
    subject: 'Ihre Zahlung von {{amount}} an {{headline}} ist nicht gelungen',
    html: paymentFailedHtml,
    text: paymentFailedText,
  },
  'card-expiring': { subject: '{{card}} läuft bald ab', html: cardExpiringHtml, text: cardExpiringText },
  'card-changed': {
    subject: 'Ihre Karte bei {{headline}} wurde geändert',
    html: cardChangedHtml,
    text: cardChangedText,
  },
  'credit-memo': {
    subject: '{{headline}} hat Ihnen {{amount}} gutgeschrieben',
    html: creditMemoHtml,
    text: creditMemoText,
  },
} as const satisfies Record<TemplateName, EmailTemplate>;
