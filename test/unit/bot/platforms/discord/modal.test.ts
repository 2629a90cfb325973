import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../../../src/bot/platforms/discord/options.ts';
import { renderModal } from '../../../../../src/bot/platforms/discord/render/modal.ts';
import type { Form, FormField } from '../../../../../src/chat/card.ts';
import { pageOf } from '../../../../../src/chat/form-pages.ts';
import { checkModal } from '../../../../support/discord/check/modal.ts';

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
    fields: [
      ...Array.from({ length: required }, (_, at) => field(`must${at}`, true)),
      ...Array.from({ length: optional }, (_, at) => field(`may${at}`, false)),
    ],
  };
  const modal = renderModal({
    ...pageOf(
      { form, intent: { kind: 'x', data: {} } },
      { fields: LIMITS.fieldsPerForm, typed: LIMITS.typedText },
    ).form,
    nonce: 'n',
  });
  checkModal(modal as never);
  const [first] = modal.components;
  return {
    text: first?.type === 10 ? first.content : first?.type === 18 ? first.description : '',
    fields: modal.components.flatMap((part) => (part.type === 18 ? [part.label] : [])),
  };
}

describe('a form that Discord has no room for', () => {
  it('5.17 is asked page by page: nothing is left out', () => {
    const { text, fields } = modalOf(1, 6);
    expect(fields).toEqual(['must0', 'may0', 'may1', 'may2', 'may3']);
    expect(text).toBe('Page 1 of 2.\nBurns a part of the pool.');
  });

  it('leaves a form alone that fits', () => {
    expect(modalOf(2, 2)).toEqual({
      text: 'Burns a part of the pool.',
      fields: ['must0', 'must1', 'may0', 'may1'],
    });
  });
});
