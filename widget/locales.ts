/** The language of texts, and the locale of money, dates and counts. English stands in the code; others load when wanted. */
export function bestLocale(...wishes: (string | null | undefined)[]): string {
  for (const wish of [...wishes, document.documentElement.lang, navigator.language]) {
    if (!wish) continue;
    try {
      const [locale] = Intl.getCanonicalLocales(wish.replaceAll('_', '-'));
      if (locale) return locale;
    } catch {
      // Not a language tag; the next wish decides.
    }
  }
  return 'en';
}

const loadTranslations = () => import('./locales/translations.ts');

/** Of the texts. Undefined: English, and requests leave it out. */
export let language: 'de' | undefined;

/** All texts of the language are there or on their way; else those up to the sign-in. */
let isWhole = true;
/** Texts on their way. */
export let coming: Promise<string> | undefined;

/**
 * Has texts written in the language of a locale, or in English where there is no translation. Undefined when they are
 * already; else a promise of the language, for when they can be rendered anew. Where they could not be loaded English goes
 * on, and the promise is of no language; `language` is still the one to write to this person in.
 */
export function speak(locale: string, isSignedIn: boolean): Promise<string> | undefined {
  const wanted = locale.startsWith('de') ? 'de' : undefined;
  if (wanted !== language || (isSignedIn && !isWhole)) {
    language = wanted;
    isWhole = isSignedIn;
    coming = loadTranslations()
      .then((translations) => translations.translate(wanted, isSignedIn))
      .catch(() => '')
      .finally(() => (coming = undefined));
  }
  // Several elements of a page may want the same.
  return coming;
}
