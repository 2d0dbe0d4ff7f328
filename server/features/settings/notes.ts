/** What is allowed but hard to read or without effect: for the command and for the screen. */
import { worstContrast } from './contrast.ts';
import type { SiteSettings } from './settings.ts';

export interface Note {
  /** The setting it is about. */
  field: keyof SiteSettings;
  /** A sentence without its full stop. */
  text: string;
  /** What would mend it, if allowing an origin would. */
  origin: string | null;
}

/** The least contrast of text that is readable for everyone, WCAG 2.2. */
const readable = 4.5;

export function notesOn(settings: SiteSettings, origins: readonly string[]): Note[] {
  const { gradient, onGradient, centerAddress, postLoginPage } = settings;
  const notes: Note[] = [];
  const ratio = worstContrast(onGradient, gradient);
  if (ratio < readable) {
    const text = `text on this gradient has a contrast of ${ratio.toFixed(1)}; ${readable} is readable for everyone`;
    notes.push({ field: 'gradient', text, origin: null });
  }
  const noteOutside = (field: keyof SiteSettings, page: string, effect: string) => {
    const { origin } = new URL(page);
    if (!origins.includes(origin))
      notes.push({ field, text: `${page} is not on an allowed origin, so ${effect}`, origin });
  };
  if (centerAddress !== null) noteOutside('centerAddress', centerAddress, 'the center does not work there');
  if (postLoginPage !== 'center') noteOutside('postLoginPage', postLoginPage, 'customers land in the center');
  return notes;
}
