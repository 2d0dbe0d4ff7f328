import { configureLocalization } from '@lit/localize/init/runtime.js';
import * as german from './de.ts';

/** Loaded with the first language that is not English. */
export const { setLocale } = configureLocalization({
  sourceLocale: 'en',
  targetLocales: ['de'],
  loadLocale: () => Promise.resolve(german),
});
