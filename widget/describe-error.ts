import { msg } from '@lit/localize';
import { ApiError } from './api.ts';
import { coming } from './locales.ts';

const unreachable = (): string =>
  msg('The server could not be reached. Nothing was changed. Check your connection and try again.');

/** What to tell a person about a failure. The sentences load when the first is needed, after texts that are on their way. */
export async function describeError(error: unknown): Promise<string> {
  await coming;
  if (!(error instanceof ApiError) || error.code === 'unreachable') return unreachable();
  return import('./error-words.ts').then((words) => words.sentenceFor(error), unreachable);
}
