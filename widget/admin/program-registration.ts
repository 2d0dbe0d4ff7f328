import { html, type TemplateResult } from 'lit';
import { define } from '../elements.ts';
import { checkbox, group, select, textInput } from './parts/controls.ts';
import { ProgramPart } from './program-part.ts';

/** What somebody gets who becomes a customer on a page of this program. */
export class ProgramRegistration extends ProgramPart {
  override render(): TemplateResult {
    const { program } = this.about;
    const { fieldErrors } = this;
    const fields = html`${checkbox({
      name: 'hasRegistration',
      label: 'People may become customers by themselves here',
      hint: html`On a page with <code>program="${program.slug}"</code>, also where the site itself has no registration.`,
      isChecked: program.hasRegistration,
    })}
    ${select({
      name: 'signUpLevelId',
      label: 'Level they get',
      choices: [{ value: '', label: 'None' }, ...program.levels.map(({ id, name }) => ({ value: id, label: name }))],
      value: program.signUpLevelId,
      error: fieldErrors.signUpLevelId,
    })}
    ${textInput({
      name: 'signUpTags',
      label: 'Tags they get',
      value: program.signUpTags.join(', '),
      hint: 'Separated by commas.',
      error: this.tagError,
    })}
    ${textInput({
      name: 'signUpPage',
      label: 'Where they land',
      type: 'url',
      placeholder: 'https://',
      value: program.signUpPage,
      hint: 'Without an address, where every customer lands after signing in.',
      error: fieldErrors.signUpPage,
    })}
    ${checkbox({ name: 'signUpWelcome', label: 'Send the welcome email', isChecked: program.signUpWelcome })}
    ${textInput({
      name: 'signUpSequence',
      label: 'Sequence of your mail tool',
      value: program.signUpSequence,
      maxLength: 100,
      hint: 'Its name goes out with the event that tells of the new customer.',
      error: fieldErrors.signUpSequence,
    })}`;
    return group('Who registers', this.form({ name: 'registration', content: fields, save: this.save }));
  }

  private get tagError(): string | undefined {
    return Object.entries(this.fieldErrors).find(([path]) => path.startsWith('signUpTags'))?.[1];
  }

  private readonly save = (event: SubmitEvent): void =>
    this.change(event, (texts) => ({
      hasRegistration: texts.hasRegistration !== undefined,
      signUpLevelId: texts.signUpLevelId || null,
      signUpTags: (texts.signUpTags ?? '').split(',').flatMap((tag) => tag.trim() || []),
      signUpPage: texts.signUpPage?.trim() || null,
      signUpWelcome: texts.signUpWelcome !== undefined,
      signUpSequence: texts.signUpSequence?.trim() || null,
    }));
}

define('cc-desk-program-registration', ProgramRegistration);
