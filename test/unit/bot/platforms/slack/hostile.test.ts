import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../../../src/bot/platforms/slack/options.ts';
import { renderCard, renderText } from '../../../../../src/bot/platforms/slack/render/message.ts';
import { renderModal } from '../../../../../src/bot/platforms/slack/render/modal.ts';
import { mrkdwn } from '../../../../../src/bot/platforms/slack/render/text.ts';
import type { Block, Card, Control, FormField } from '../../../../../src/chat/card.ts';
import { fitCard } from '../../../../../src/chat/fit.ts';
import { safeCard, visible } from '../../../../../src/chat/safe-text.ts';
import { faultsOfBlocks, tooLong } from '../../../../support/slack/check/blocks.ts';
import { faultsOfView } from '../../../../support/slack/check/view.ts';
import { readMrkdwn, show } from '../../../../support/slack/shown.ts';
import type { Block as SlackBlock, View } from '../../../../support/slack/state.ts';

/** A counterexample may be large: it is made smaller for a while, not for ever. */
const options = {
  numRuns: Number(process.env.KEYTURN_PROPERTY_RUNS ?? 300),
  interruptAfterTimeLimit: 15_000,
};

/** What people and programs write to be noticed, to mislead, or by accident. */
const spice = fc.constantFrom(
  '<!here>',
  '<!channel>',
  '<!subteam^S1>',
  '<@U0ANA0001>',
  '<#C1|general>',
  '@everyone',
  '<https://evil.example|https://bank.example>',
  '[bank](https://evil.example)',
  '&lt;!here&gt;',
  '&amp;lt;',
  '<',
  '>',
  '&',
  '|',
  '*bold* _it_ ~no~ `x` ```',
  ':fire:',
  '\u202e',
  '\u200b',
  '\ud800',
  '\0',
  '\r\n',
  '\n',
  ' ',
  '👩‍👩‍👧',
  '<!date^1^{date}^https://evil.example|now>',
);
const text = fc
  .array(fc.oneof(spice, fc.string({ unit: 'binary', maxLength: 30 }), fc.string({ maxLength: 400 })), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));
const label = text.map((given) => given.slice(0, 200));

const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text }),
  fc.record({
    type: fc.constant('fields' as const),
    fields: fc.array(fc.record({ label, value: text }), { maxLength: 30 }),
  }),
  fc.record({ type: fc.constant('code' as const), text, label }),
  fc.record({
    type: fc.constant('said' as const),
    title: label,
    entries: fc.array(fc.record({ label, value: text }), { maxLength: 8 }),
  }),
  fc.record({
    type: fc.constant('list' as const),
    items: fc.array(fc.record({ mark: fc.constantFrom('todo', 'done', 'bullet'), text }), { maxLength: 30 }),
  }),
  fc.record({
    type: fc.constant('table' as const),
    head: fc.array(label, { maxLength: 5 }),
    rows: fc.array(fc.array(label, { maxLength: 5 }), { maxLength: 10 }),
  }),
);

const control: fc.Arbitrary<Control> = fc.oneof(
  fc.record({
    type: fc.constant('button' as const),
    nonce: fc.uuid(),
    label: text,
    style: fc.constantFrom('primary', 'default', 'danger'),
  }),
  fc.record({
    type: fc.constant('link' as const),
    label: text,
    url: fc.oneof(fc.webUrl(), text, fc.constant('javascript:alert(1)')),
  }),
  fc.record({
    type: fc.constant('select' as const),
    nonce: fc.uuid(),
    label: text,
    options: fc.uniqueArray(fc.record({ value: label, label: text }), {
      selector: (one) => one.value,
      maxLength: 120,
    }),
  }),
);

const card: fc.Arbitrary<Card> = fc.record({
  title: text,
  tone: fc.constantFrom('neutral', 'progress', 'success', 'warning', 'danger'),
  status: text,
  blocks: fc.array(block, { maxLength: 60 }),
  controls: fc.array(control, { maxLength: 40 }),
  footer: text,
});

describe('hostile text on Slack', () => {
  it('5.17 mentions nobody, disguises no link, hides nothing, and keeps every limit', () => {
    fc.assert(
      fc.property(card, (given) => {
        const fitted = fitCard(safeCard(given), LIMITS).card;
        const { text: fallback, blocks } = renderCard(fitted);
        const sent = blocks as unknown as readonly SlackBlock[];
        expect(faultsOfBlocks(sent)).toEqual([]);
        expect(tooLong(sent)).toBe(false);
        expect(fallback.length).toBeLessThanOrEqual(4_000);
        const { pinged, links, text: shown } = show(fallback, sent);
        expect(pinged).toEqual([]);
        const linked = new Set(fitted.controls.flatMap((one) => (one.type === 'link' ? [one.url] : [])));
        expect(links.filter(({ url }) => !linked.has(url))).toEqual([]);
        expect(visible(shown)).toBe(shown);
        expect(JSON.stringify(sent)).not.toContain('mrkdwn');
      }),
      options,
    );
  });

  it('5.17 says what was said: the words of a card that fits are all there', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), (texts) => {
        const given: Card = {
          title: 'T',
          tone: 'neutral',
          blocks: texts.map((one) => ({ type: 'text', text: one })),
          controls: [],
        };
        fc.pre(fitCard(given, LIMITS).overflow === undefined);
        const sent = renderCard(given).blocks as unknown as readonly SlackBlock[];
        const squeezed = (one: string): string => visible(one).replace(/\s+/g, '');
        const shown = squeezed(show('', sent).text);
        for (const one of texts) expect(shown).toContain(squeezed(one));
      }),
      options,
    );
  });

  it('5.17 is harmless in threads, comments of files, and notifications', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 20, max: 500 }), (given, limit) => {
        const escaped = mrkdwn(given, limit);
        expect(escaped.length).toBeLessThanOrEqual(limit);
        expect(readMrkdwn(escaped)).toMatchObject({ pinged: [], links: [] });
        const { text: fallback, blocks } = renderText(given);
        expect(show(fallback, blocks as unknown as readonly SlackBlock[])).toMatchObject({
          pinged: [],
          links: [],
        });
        expect(faultsOfBlocks(blocks)).toEqual([]);
      }),
      options,
    );
  });

  it('5.17 is harmless in forms, which keep every limit', () => {
    const name = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,12}$/), {
      minLength: 1,
      maxLength: LIMITS.fieldsPerForm,
    });
    const field = fc.record(
      {
        label: text,
        type: fc.constantFrom<FormField['type']>('text', 'longtext', 'number', 'boolean', 'choice'),
        required: fc.boolean(),
        hint: text,
        value: text,
        maxLength: fc.integer({ min: 0, max: 9_000 }),
        error: text,
      },
      { requiredKeys: ['label', 'type', 'required'] },
    );
    fc.assert(
      fc.property(name, field, text, text, (names, given, title, intro) => {
        const fields = names.map((one) => ({
          ...given,
          name: one,
          choices: [{ value: 'a', label: given.label }],
        })) as FormField[];
        const view = renderModal({ title, intro, fields, submit: title, metadata: '{}' }) as unknown as View;
        expect(faultsOfView(view)).toEqual([]);
        expect(show('', view.blocks)).toMatchObject({ pinged: [], links: [] });
      }),
      options,
    );
  });
});
