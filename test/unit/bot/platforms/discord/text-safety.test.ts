import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText } from '../../../../../src/bot/platforms/discord/escape.ts';
import { LIMITS } from '../../../../../src/bot/platforms/discord/options.ts';
import { renderCard, renderText } from '../../../../../src/bot/platforms/discord/render/message.ts';
import { renderModal } from '../../../../../src/bot/platforms/discord/render/modal.ts';
import type { Block, Card, Control, Form, FormField } from '../../../../../src/chat/card.ts';
import { fitCard } from '../../../../../src/chat/fit.ts';
import { visible } from '../../../../../src/chat/safe-text.ts';
import { checkMessage } from '../../../../support/discord/check/message.ts';
import { checkModal } from '../../../../support/discord/check/modal.ts';
import { readMarkdown } from '../../../../support/discord/markdown.ts';
import { addMessage } from '../../../../support/discord/rest/messages.ts';
import { seenOf } from '../../../../support/discord/seen.ts';
import { createState, type MessageParts, type Modal } from '../../../../support/discord/state.ts';

const runs = { numRuns: Number(process.env.KEYTURN_PROPERTY_RUNS ?? 150) };
/** Characters that change what is seen without being seen. The joiner that breaks markup is ours. */
const HIDDEN = /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]--[\t\n\u{fe0f}\u2060]]/v;

const BAIT = [
  ...['@everyone', '@here', '<@123456789012345678>', '<@!1>', '<@&1>', '<#1>', '</ops run:1>', '<id:home>'],
  ...[
    '[bank](https://evil.example)',
    '[https://bank.example](https://evil.example)',
    '<https://evil.example>',
  ],
  ...[
    'https://evil.example/[a](https://b.example)',
    '](https://evil.example)',
    '[',
    '](',
    '\\',
    '\\\\',
    '\\[',
  ],
  ...['```', '``', '`', '***', '__', '~~', '||', '> ', '# ', '-# ', '1. ', '- ', '\n', '\r\n', '\t', ' '],
  ...[
    '\u202e',
    '\u200b',
    '\u2060',
    '\u2028',
    '\0',
    '\ud800',
    '\u{e0041}',
    '<t:1:R>',
    '<:a:1>',
    '2026-11-22 03:05:00 UTC',
  ],
  ...['<@\u200b1>', '@\u2060everyone', 'discord://-/users/1', 'javascript:alert(1)', '😀', 'a', 'word'],
] as const;
const hostile = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...BAIT) },
        { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
      ),
      {
        maxLength,
      },
    )
    .map((parts) => parts.join(''));
const short = hostile(6);
const long = fc.oneof(
  { weight: 4, arbitrary: hostile(40) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...BAIT), fc.integer({ min: 100, max: 2_500 }))
      .map(([bait, n]) => bait.repeat(n)),
  },
);

const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text: long }),
  fc.record({ type: fc.constant('code' as const), text: long, label: short }),
  fc.record({
    type: fc.constant('fields' as const),
    fields: fc.array(fc.record({ label: short, value: long }), { maxLength: 8 }),
  }),
  fc.record({
    type: fc.constant('said' as const),
    title: short,
    entries: fc.array(fc.record({ label: short, value: long }), { maxLength: 8 }),
  }),
  fc.record({
    type: fc.constant('list' as const),
    items: fc.array(fc.record({ mark: fc.constantFrom('todo', 'done', 'bullet'), text: short }), {
      maxLength: 40,
    }),
  }),
  fc.record({
    type: fc.constant('table' as const),
    head: fc.array(short, { minLength: 1, maxLength: 4 }),
    rows: fc.array(fc.array(short, { maxLength: 4 }), { maxLength: 20 }),
  }),
);
const nonce = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 1, maxLength: 32 });
const control: fc.Arbitrary<Control> = fc.oneof(
  fc.record({
    type: fc.constant('button' as const),
    nonce,
    label: short,
    style: fc.constantFrom('primary', 'danger'),
  }),
  fc.record({ type: fc.constant('link' as const), url: fc.oneof(short, fc.webUrl()), label: short }),
  fc.record({
    type: fc.constant('select' as const),
    nonce,
    label: short,
    options: fc.array(fc.record({ value: short, label: short }), { maxLength: 40 }),
  }),
);
const card: fc.Arbitrary<Card> = fc.record({
  title: long,
  tone: fc.constantFrom('neutral', 'danger'),
  status: short,
  blocks: fc.array(block, { maxLength: 12 }),
  controls: fc.array(control, { maxLength: 40 }),
  footer: long,
});
const field: fc.Arbitrary<FormField> = fc.record(
  {
    name: fc.string({ unit: fc.constantFrom(...'abc_'), minLength: 1, maxLength: 20 }),
    label: long,
    type: fc.constantFrom('text', 'longtext', 'number', 'boolean', 'choice'),
    required: fc.boolean(),
    hint: long,
    value: long,
    error: short,
    maxLength: fc.integer({ min: 0, max: 9_000 }),
    choices: fc.array(fc.record({ value: short, label: short }), { maxLength: 30 }),
  },
  { requiredKeys: ['name', 'label', 'type', 'required'] },
);
const form: fc.Arbitrary<Form> = fc.record({
  nonce: fc.constant('nonce'),
  title: short,
  intro: long,
  fields: fc.uniqueArray(field, { minLength: 1, maxLength: 7, selector: ({ name }) => name }),
  submit: short,
});

/** Values that come back with a choice are data, and nobody reads them. */
const shown = (key: string, value: unknown): unknown => (key === 'value' || key === 'url' ? '' : value);

describe('5.17 text that Discord gets', () => {
  it('mentions nobody, forges no link, hides nothing and keeps to the limits, on any card', () => {
    fc.assert(
      fc.property(card, (generated) => {
        const { body } = renderCard(fitCard(generated, LIMITS).card);
        checkMessage(body as MessageParts, { files: 0, ephemeral: true });
        expect(body.allowed_mentions).toEqual({ parse: [] });
        const state = createState();
        const seen = seenOf(state, addMessage(state, { channel: '1', body: body as MessageParts }));
        expect(seen.pinged).toEqual([]);
        const inText = seen.links.slice(
          0,
          seen.links.length - seen.controls.filter((one) => one.nonce === undefined).length,
        );
        expect(inText.filter((link) => link.text !== link.url)).toEqual([]);
        expect(HIDDEN.exec(JSON.stringify(body, shown))).toBeNull();
      }),
      runs,
    );
  });

  it('takes any card, fitted or not', () => {
    fc.assert(
      fc.property(card, (generated) => {
        checkMessage(renderCard(generated).body as MessageParts, { files: 0, ephemeral: true });
      }),
      runs,
    );
  });

  it('takes any form and any text of a thread', () => {
    fc.assert(
      fc.property(form, long, (generated, text) => {
        checkModal(renderModal(generated) as Modal);
        const { body } = renderText(text);
        checkMessage(body as MessageParts, { files: 0, ephemeral: false });
        expect(readMarkdown(body.content ?? '').mentions).toEqual([]);
      }),
      runs,
    );
  });

  it('is read as it was written', () => {
    const plain = fc.stringMatching(/^[a-zA-Z0-9 _*~`|[\]()#>.,-]{0,60}$/);
    fc.assert(
      fc.property(plain, (text) => {
        expect(readMarkdown(escapeText(text)).text.replaceAll('\u2060', '')).toBe(visible(text));
      }),
      runs,
    );
  });

  it('leaves web addresses as they are, so that they can be followed', () => {
    const address = 'https://monitor.example/a_b/c?d=1&e=~f#g-h';
    expect(readMarkdown(escapeText(`See ${address} now`)).links).toEqual([{ text: address, url: address }]);
  });

  it('shows a time in the zone of whoever reads it, and how far away it is', () => {
    const { body } = renderCard({
      title: 'x',
      tone: 'neutral',
      blocks: [{ type: 'text', text: 'Votes until 2026-11-22 03:05:00 UTC' }],
      controls: [],
    });
    expect(body.embeds?.[0]?.description).toBe('Votes until <t:1795316700:f> (<t:1795316700:R>)');
  });
});
