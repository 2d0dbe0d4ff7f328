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

let language = 'en';

/**
 * Has texts written in the language of a locale, or in English where there is no translation. Undefined when they are
 * already; else a promise that ends when they can be rendered anew, also when the texts could not be loaded.
 */
export function speak(locale: string): Promise<unknown> | undefined {
  const wanted = locale.startsWith('de') ? 'de' : 'en';
  if (wanted === language) return undefined;
  language = wanted;
  return import('./locales/translations.ts').then(
    ({ setLocale }) => setLocale(wanted),
    () => (language = 'en'),
  );
}
