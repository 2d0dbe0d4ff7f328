import { html, type TemplateResult } from 'lit';
import { define } from '../elements.ts';
import { checkbox, group, textArea, textInput } from './parts/controls.ts';
import { ProgramPart } from './program-part.ts';

/** What customers read of a program, and how long it is patient. */
export class ProgramBasics extends ProgramPart {
  override render(): TemplateResult {
    const { program } = this.about;
    const { fieldErrors } = this;
    const fields = html`${textInput({
      name: 'name',
      label: 'Name',
      value: program.name,
      maxLength: 100,
      hint: html`Renaming breaks nothing: pages and attributes know it as <code>${program.slug}</code>, which stays.`,
      error: fieldErrors.name,
    })}
    ${textArea({
      name: 'description',
      label: 'Description',
      value: program.description,
      maxLength: 2000,
      hint: 'Shown to customers who don’t own it yet.',
      error: fieldErrors.description,
    })}
    ${checkbox({ name: 'isOffered', label: 'Offer it to customers who don’t own it', isChecked: program.isOffered })}
    ${textInput({
      name: 'offerUrl',
      label: 'Where it is bought',
      type: 'url',
      value: program.offerUrl,
      placeholder: 'https://',
      hint: 'Without an address, customers send you a question instead.',
      error: fieldErrors.offerUrl,
    })}
    ${textInput({
      name: 'graceDays',
      label: 'Days of grace',
      type: 'number',
      min: 0,
      max: 365,
      value: String(program.graceDays),
      hint: 'How long its levels stay open after a payment failed for good, an invoice was given up or all the money went back. A subscription that ends closes them at its end.',
      error: fieldErrors.graceDays,
    })}`;
    return group('Offer', this.form({ name: 'basics', content: fields, save: this.save }));
  }

  private readonly save = (event: SubmitEvent): void =>
    this.change(event, ({ name = '', description = '', isOffered, offerUrl = '', graceDays = '' }) => ({
      name,
      description,
      isOffered: isOffered !== undefined,
      offerUrl: offerUrl.trim() || null,
      graceDays: graceDays === '' ? 0 : Number(graceDays),
    }));
}

define('cc-desk-program-basics', ProgramBasics);
