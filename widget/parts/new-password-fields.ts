import { msg, str } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { FieldError } from '../form-element.ts';
import { passwordField } from './password-field.ts';

/** New password and its confirmation, with the rule as a hint. */
export const newPasswordFields = (options: { minLength: number; errors: Record<string, string> }): TemplateResult =>
  html`${passwordField({
    id: 'new-password',
    name: 'password',
    label: msg('New password'),
    autocomplete: 'new-password',
    hint: msg(str`At least ${options.minLength} characters. A few words in a row are easy to remember.`),
    error: options.errors['password'],
  })}
  ${passwordField({
    id: 'new-password-again',
    name: 'again',
    label: msg('New password, once more'),
    autocomplete: 'new-password',
    error: options.errors['again'],
  })}`;

/** The password typed twice; throws what is wrong with it. Characters count as people see them. */
export function readNewPassword({ password = '', again = '' }: Record<string, string>, minLength: number): string {
  if ([...password].length < minLength) {
    throw new FieldError('password', msg(str`Use at least ${minLength} characters.`));
  }
  if (password !== again) throw new FieldError('again', msg('The two passwords are not the same.'));
  return password;
}
