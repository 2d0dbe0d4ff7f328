/** Every email there is, in every language. */
import type { Language } from '../http/values.ts';
import type { EmailTemplate } from './email.ts';
import { english, type TemplateName } from './english.ts';
import { german } from './german.ts';

export type { TemplateName };

export const templates: Record<Language, Record<TemplateName, EmailTemplate>> = { en: english, de: german };
