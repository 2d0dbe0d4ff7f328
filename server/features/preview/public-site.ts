/** What `GET /boot` tells everyone of a site, made from settings that are not saved. A test holds it against the reading. */
import type { Config } from '../../config.ts';
import { sectionNames, type Boot } from '../boot/boot.contract.ts';
import { switchOf } from '../boot/boot.store.ts';
import type { SiteSettings } from '../settings/settings.ts';
import { switchesFor, type SwitchName } from '../settings/switches.ts';

type Where = Pick<Config, 'baseUrl' | 'mailFrom'>;

export const isOn = ({ switches }: SiteSettings, name: SwitchName): boolean =>
  switchesFor(name).every((each) => switches[each]);

export function publicSiteOf(id: string, settings: SiteSettings, { baseUrl, mailFrom }: Where): Boot['site'] {
  const { headline, logoUrl, gradient, onGradient, privacyUrl, termsUrl, signInMethods, switches } = settings;
  const hostedPage = `${baseUrl}/c/${id}`;
  return {
    id,
    ...{ headline, logoUrl, gradient, onGradient, privacyUrl, termsUrl, hostedPage },
    centerAddress: settings.centerAddress ?? hostedPage,
    signInMethods: { ...signInMethods, username: signInMethods.password && switches.usernameSignIn },
    passwordMinLength: settings.passwordMinLength,
    sender: `${settings.senderName ?? headline} <${mailFrom}>`,
    profileEditing: isOn(settings, 'profileEditing'),
    registration: switches.registration,
    program: null,
    sections: sectionNames.filter((name) => isOn(settings, switchOf[name])),
  };
}
