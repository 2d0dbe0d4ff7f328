import { configureLocalization } from '@lit/localize/init/runtime.js';
import { templates } from './sign-in/de.ts';

/** Loaded with the first language that is not English. */
const { setLocale } = configureLocalization({
  sourceLocale: 'en',
  targetLocales: ['de'],
  loadLocale: () => Promise.resolve({ templates }),
});

const loadRest = () => import('./de.ts');

/** Speaks a language: at first what it takes to sign in, and all the rest only for somebody who has. */
export async function translate(language: 'de' | undefined, isWhole: boolean): Promise<string> {
  const spoken = language ?? 'en';
  await Promise.all([
    setLocale(spoken),
    language && isWhole && loadRest().then((rest) => Object.assign(templates, rest.templates)),
  ]);
  return spoken;
}
