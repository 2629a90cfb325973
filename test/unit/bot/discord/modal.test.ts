import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../../src/bot/discord/options.ts';
import { renderModal } from '../../../../src/bot/discord/render/modal.ts';
import type { Form, FormField } from '../../../../src/chat/card.ts';
import { fitForm } from '../../../../src/chat/fit-form.ts';
import { checkModal } from '../../../support/discord/check/modal.ts';

/** A form of an action with so many required and optional parameters, as Discord gets it. */
function modalOf(required: number, optional: number) {
  const field = (name: string, needed: boolean): FormField => ({
    name,
    label: name,
    type: 'text',
    required: needed,
  });
  const form: Omit<Form, 'nonce'> = {
    title: 'Execute the decay',
    intro: 'Burns a part of the pool.',
    submit: 'Go',
    otherwise: 'give them as options of /twist decay',
    fields: [
      ...Array.from({ length: required }, (_, at) => field(`must${at}`, true)),
      ...Array.from({ length: optional }, (_, at) => field(`may${at}`, false)),
    ],
  };
  const modal = renderModal({ ...fitForm(form, LIMITS.fieldsPerForm), nonce: 'n' });
  checkModal(modal as never);
  const [first] = modal.components;
  return {
    text: first?.type === 10 ? first.content : first?.type === 18 ? first.description : '',
    fields: modal.components.flatMap((part) => (part.type === 18 ? [part.label] : [])),
  };
}

describe('a form that Discord has no room for', () => {
  it('5.17 names the fields that are left out, and how they can be given', () => {
    const { text, fields } = modalOf(1, 6);
    expect(fields).toEqual(['must0', 'may0', 'may1', 'may2']);
    expect(text).toBe(
      'No room here for: may3, may4, may5. Give them as options of /twist decay.\nBurns a part of the pool.',
    );
  });

  it('5.17 names them at the first field when the required ones take all the room', () => {
    const { text, fields } = modalOf(5, 2);
    expect(fields).toHaveLength(5);
    expect(text).toContain('No room here for: may0, may1. Give them as options of /twist decay.');
  });

  it('leaves a form alone that fits', () => {
    expect(modalOf(2, 2)).toEqual({
      text: 'Burns a part of the pool.',
      fields: ['must0', 'must1', 'may0', 'may1'],
    });
  });
});
