import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Block, type Card, cardText, type Form, type FormField } from '../../../src/chat/card.ts';
import { cut, fitCard } from '../../../src/chat/fit.ts';
import { fitForm } from '../../../src/chat/fit-form.ts';
import { OpsError } from '../../../src/errors.ts';

const numRuns = Number(process.env.KEYTURN_PROPERTY_RUNS ?? 200);
const limits = { cardText: 1_500, controls: 5, title: 60, fieldsPerForm: 3 };

const text = fc.string({ unit: 'grapheme', maxLength: 900 });
const block: fc.Arbitrary<Block> = fc.oneof(
  text.map((value): Block => ({ type: 'text', text: value })),
  text.map((value): Block => ({ type: 'code', text: value, label: 'Output' })),
  fc.array(text, { maxLength: 6 }).map(
    (values): Block => ({
      type: 'list',
      items: values.map((value) => ({ mark: 'todo', text: value })),
    }),
  ),
  fc.array(text, { maxLength: 6 }).map(
    (values): Block => ({
      type: 'fields',
      fields: values.map((value) => ({ label: 'Field', value })),
    }),
  ),
  fc.array(fc.array(text, { maxLength: 3 }), { maxLength: 4 }).map(
    (rows): Block => ({
      type: 'table',
      head: ['a', 'b'],
      rows,
    }),
  ),
);
const card: fc.Arbitrary<Card> = fc.record({
  title: text,
  tone: fc.constant('neutral' as const),
  status: text,
  footer: text,
  blocks: fc.array(block, { maxLength: 8 }),
  controls: fc
    .integer({ min: 0, max: 9 })
    .map((count) =>
      Array.from(
        { length: count },
        (_, i) => ({ type: 'button', nonce: `n${i}`, label: `B${i}`, style: 'default' }) as const,
      ),
    ),
});

describe('fitting a card', () => {
  it('5.17 never exceeds the limits, and says when something was cut', () => {
    fc.assert(
      fc.property(card, (whole) => {
        const { card: fitted, overflow } = fitCard(whole, limits);
        expect(cardText(fitted).length).toBeLessThanOrEqual(limits.cardText);
        expect(fitted.title.length).toBeLessThanOrEqual(limits.title);
        expect(fitted.controls.length).toBeLessThanOrEqual(limits.controls);
        if (overflow === undefined) expect(fitted).toEqual(whole);
        else {
          expect(cardText(fitted)).toContain('The full text is in the thread');
          expect(overflow).toBe(cardText(whole));
        }
      }),
      { numRuns },
    );
  });

  it('5.17 keeps the end of a long output, which says how it went', () => {
    const output = `${'noise\n'.repeat(2_000)}the last line`;
    const blocks = [{ type: 'code', label: 'Output', text: output }] as const;
    const { card: fitted } = fitCard({ title: 'Run', tone: 'neutral', blocks, controls: [] }, limits);
    expect(cardText(fitted)).toContain('the last line');
  });

  it('5.17 names the controls that had no room', () => {
    const controls = ['A', 'B', 'C', 'D', 'E', 'Veto'].map(
      (label) => ({ type: 'button', nonce: label, label, style: 'default' }) as const,
    );
    const { card: fitted } = fitCard({ title: 'x', tone: 'neutral', blocks: [], controls }, limits);
    expect(cardText(fitted)).toContain('No room here for: Veto.');
  });

  it('5.17 never splits a character', () => {
    expect(cut('ab👩', 4)).toBe('ab👩');
    expect(cut('abc👩d', 5)).toBe('abc…');
  });
});

describe('fitting a form', () => {
  const field = (name: string, required: boolean, more: Partial<FormField> = {}): FormField => ({
    name,
    label: name,
    type: 'text',
    required,
    ...more,
  });
  const form = (fields: readonly FormField[], more: Partial<Form> = {}) => ({
    title: 'x',
    submit: 'Go',
    fields,
    ...more,
  });
  const named = (fields: readonly FormField[], limit: number) =>
    fitForm(form(fields), limit).fields.map(({ name }) => name);

  it('leaves one that fits as it is', () => {
    const all = form([field('a', false), field('b', true)], { intro: 'About it.' });
    expect(fitForm(all, 2)).toBe(all);
  });

  it('keeps required fields and the order, and a place for the text that names the others', () => {
    const fields = [field('a', false), field('b', true), field('c', false), field('d', true)];
    expect(named(fields, 3)).toEqual(['b', 'd']);
    expect(fitForm(form(fields), 3).intro).toBe('No room here for: a, c. They stay as they are.');
  });

  it('says how else they can be given, before anything else', () => {
    const fields = ['a', 'b', 'c'].map((name) => field(name, false));
    const more = { intro: 'About it.', otherwise: 'give them as options of /twist decay' };
    expect(fitForm(form(fields, more), 2).intro).toBe(
      'No room here for: b, c. Give them as options of /twist decay.\nAbout it.',
    );
  });

  it('does without a required field that has its answer, rather than without one that needs one', () => {
    const fields = [
      field('given', true, { value: '1' }),
      field('wrong', false, { value: 'x', error: 'No.' }),
      field('open', true),
      field('other', true),
    ];
    expect(named(fields, 3)).toEqual(['wrong', 'open', 'other']);
  });

  it('refuses a form whose open questions do not fit, and says what to do', () => {
    const fields = ['a', 'b', 'c', 'd'].map((name) => field(name, true));
    const more = { otherwise: 'give them as options of /twist decay' };
    expect(() => fitForm(form(fields, more), 3)).toThrow(OpsError);
    expect(() => fitForm(form(fields, more), 3)).toThrow(/needs 4 answers/);
  });
});
