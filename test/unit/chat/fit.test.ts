import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Block, type Card, cardText } from '../../../src/chat/card.ts';
import { fitCard } from '../../../src/chat/fit.ts';
import { cut } from '../../../src/values/cut.ts';

const numRuns = Number(process.env.KEYTURN_PROPERTY_RUNS ?? 200);
const limits = { cardText: 1_500, controls: 5, title: 60, fieldsPerForm: 3, typedText: 4_000 };

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

  it('keeps a part of every essential block and the stand-in of a control, whatever else is on the card', () => {
    const essential = fc.array(fc.string({ minLength: 1, maxLength: 2_000 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(card, essential, fc.array(text, { maxLength: 5 }), (other, commands, words) => {
        const controls = [
          {
            type: 'button',
            nonce: 'yes',
            label: 'Approve',
            style: 'primary',
            whenShortened: { nonce: 'read', label: 'Read it whole first' },
          } as const,
        ];
        const blocks: Block[] = [
          { type: 'said', title: 'Given', entries: words.map((value) => ({ label: 'p', value })) },
          ...other.blocks,
          ...commands.map(
            (command, index): Block => ({
              type: 'code',
              essential: true,
              label: `Step ${index}`,
              text: `/bin/first ${command} last`,
            }),
          ),
        ];
        const whole: Card = { ...other, blocks, controls };
        const { card: fitted, overflow } = fitCard(whole, limits);
        expect(cardText(fitted).length).toBeLessThanOrEqual(limits.cardText);
        const shown = cardText(fitted);
        for (const index of commands.keys()) expect(shown).toContain(`Step ${index}:`);
        if (overflow === undefined) expect(fitted).toEqual(whole);
        else expect(fitted.controls).toMatchObject([{ nonce: 'read', label: 'Read it whole first' }]);
      }),
      { numRuns },
    );
  });

  it('shortens a long argument in its middle, so that those behind it stay in sight', () => {
    const blocks = [
      { type: 'code', essential: true, label: 'Step', text: `/bin/pay ${'9'.repeat(4_000)} --to mallory` },
    ] as const;
    const { card: fitted } = fitCard({ title: 'x', tone: 'neutral', blocks, controls: [] }, limits);
    expect(cardText(fitted)).toMatch(/\/bin\/pay 9+…9+ --to mallory/);
  });

  it('shortens the name of a step that is as long as what it does, and never the step away', () => {
    const command = `/bin/pay ${'9'.repeat(4_000)} --to mallory`;
    const blocks = [{ type: 'code', essential: true, label: `1. ${command}`, text: command }] as const;
    const { card: fitted } = fitCard({ title: 'x', tone: 'neutral', blocks, controls: [] }, limits);
    expect(cardText(fitted)).toMatch(/1\. \/bin\/pay 9+…9+ --to mallory:\n\/bin\/pay 9+…9+ --to mallory/);
    expect(cardText(fitted).length).toBeLessThanOrEqual(limits.cardText);
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

describe('what is folded', () => {
  const blocks: readonly Block[] = [
    { type: 'text', text: 'in sight' },
    { type: 'code', text: 'TARGET=main', fold: 'The whole plan: 2 steps' },
    { type: 'list', items: [{ mark: 'done', text: 'first' }], fold: '1 step: 1 done' },
  ];
  const folded: Card = { title: 'A card', tone: 'neutral', blocks, controls: [] };

  it('stays where people can open it', () => {
    expect(fitCard(folded, { ...limits, folds: true })).toEqual({ card: folded, overflow: undefined });
  });

  it('is left out and named where nobody can, which shortens nothing', () => {
    const { card, overflow } = fitCard(folded, limits);
    expect(overflow).toBeUndefined();
    expect(card.blocks).toEqual([
      blocks[0],
      { type: 'text', text: 'Details shows more: The whole plan: 2 steps; 1 step: 1 done.' },
    ]);
  });

  it('is never why a card is shortened: without room for it, it is named as well', () => {
    const long = {
      ...folded,
      blocks: [...blocks, { type: 'code', text: 'x'.repeat(2_000), fold: 'Output' } as const],
    };
    const fitted = fitCard(long, { ...limits, folds: true });
    expect(fitted.overflow).toBeUndefined();
    expect(cardText(fitted.card)).toContain(
      'Details shows more: The whole plan: 2 steps; 1 step: 1 done; Output.',
    );
  });

  it('is in the file of a card that is shortened all the same', () => {
    const long = { ...folded, blocks: [...blocks, { type: 'text', text: 'y'.repeat(2_000) } as const] };
    expect(fitCard(long, limits).overflow).toContain('TARGET=main');
  });
});
