import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS as DISCORD } from '../../../src/bot/platforms/discord/options.ts';
import { renderModal as discordModal } from '../../../src/bot/platforms/discord/render/modal.ts';
import { LIMITS as SLACK } from '../../../src/bot/platforms/slack/options.ts';
import { renderModal as slackModal } from '../../../src/bot/platforms/slack/render/modal.ts';
import type { Form, FormField } from '../../../src/chat/card.ts';
import {
  type Asking,
  afterPage,
  FORM_PAGE,
  type FormLimits,
  type PageState,
  pageOf,
} from '../../../src/chat/form-pages.ts';

const INTENT = { kind: 'run.propose', data: { action: 'x' } };

function field(name: string, more: Partial<FormField> = {}): FormField {
  return { name, label: name, type: 'text', required: false, ...more };
}

function asking(fields: readonly FormField[]): Asking {
  return { form: { title: 'Pay', intro: 'About it.', fields, submit: 'Go' }, intent: INTENT };
}

const limits = (fields: number): FormLimits => ({ fields, typed: 4_000 });
const stateOf = (page: ReturnType<typeof pageOf>) => page.intent.data.state as unknown as PageState;

describe('a form on a platform with little room', () => {
  it('stays as it is where it fits', () => {
    const whole = asking([field('a'), field('b')]);
    expect(pageOf(whole, limits(2))).toEqual({ form: whole.form, intent: INTENT });
  });

  it('loses no field and no answer over its pages, however many there are', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,5}$/), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 7 }), (all, limit) => {
        const given: Record<string, string> = {};
        let asked: Asking = asking(all.map((name) => field(name)));
        for (let turns = 0; turns <= all.length; turns += 1) {
          const page = pageOf(asked, limits(limit));
          expect(page.form.fields.length).toBeLessThanOrEqual(limit);
          const answers = Object.fromEntries(page.form.fields.map(({ name }) => [name, `of ${name}`]));
          Object.assign(given, answers);
          if (page.intent.kind !== FORM_PAGE) break;
          const after = afterPage(stateOf(page), answers);
          if ('next' in after) asked = after.next;
          else {
            expect(after).toEqual({ intent: INTENT, values: given });
            break;
          }
        }
        expect(Object.keys(given).toSorted()).toEqual(all.toSorted());
      }),
    );
  });

  it('says which page it is, and only its last one does what was asked', () => {
    const first = pageOf(asking([field('a'), field('b'), field('c')]), limits(2));
    expect(first.form).toMatchObject({ intro: 'Page 1 of 2.\nAbout it.', submit: 'Next page' });
    const after = afterPage(stateOf(first), { a: '1' });
    if (!('next' in after)) throw new Error('there is one more page');
    const last = pageOf(after.next, limits(2));
    expect(last.form).toMatchObject({ intro: 'Page 2 of 2.', submit: 'Go', fields: [{ name: 'c' }] });
    expect(afterPage(stateOf(last), {})).toEqual({ intent: INTENT, values: { a: '1' } });
  });

  it('asks again only for what is wrong or missing, and keeps the other answers', () => {
    const fields = [
      field('right', { value: '1' }),
      field('wrong', { value: 'x', error: 'No.' }),
      field('missing', { required: true }),
      field('empty'),
    ];
    const page = pageOf(asking(fields), limits(3));
    expect(page.form.fields.map(({ name }) => name)).toEqual(['wrong', 'missing']);
    expect(afterPage(stateOf(page), { wrong: '2', missing: '3' })).toEqual({
      intent: INTENT,
      values: { right: '1', empty: '', wrong: '2', missing: '3' },
    });
  });

  it('forgets an answer that was taken out on its page', () => {
    const page = pageOf({ ...asking([field('a'), field('b'), field('c')]), before: { a: 'old' } }, limits(2));
    const after = afterPage(stateOf(page), {});
    expect('next' in after && after.next.before).toEqual({});
  });
});

/** What a person sends who opens the form on a platform and changes nothing. */
const UNCHANGED: readonly (readonly [
  string,
  FormLimits,
  (form: Omit<Form, 'nonce'>) => Record<string, string>,
])[] = [
  [
    'Discord',
    { fields: DISCORD.fieldsPerForm, typed: DISCORD.typedText },
    (form) => {
      const parts = discordModal({ ...form, nonce: 'n' }).components;
      return given(
        parts.flatMap((part) =>
          part.type === 18 && part.component.type === 4
            ? [[part.component.custom_id, part.component.value] as const]
            : [],
        ),
      );
    },
  ],
  [
    'Slack',
    { fields: SLACK.fieldsPerForm, typed: SLACK.typedText },
    (form) => {
      const { blocks } = slackModal({ ...form, metadata: '' });
      return given(
        blocks.flatMap((block) =>
          'element' in block && block.element.type === 'plain_text_input'
            ? [[block.block_id ?? '', block.element.initial_value] as const]
            : [],
        ),
      );
    },
  ],
];

function given(pairs: readonly (readonly [string, string | undefined])[]): Record<string, string> {
  return Object.fromEntries(pairs.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

describe.each(UNCHANGED)('a form on %s', (_platform, platform, unchanged) => {
  it('that is handed in as it was opened changes no value, however long they are', () => {
    const value = fc.integer({ min: 1, max: 9_000 }).map((length) => `${'é x\n'.repeat(length / 4)}end`);
    const one = fc.record({
      value,
      maxLength: fc.option(fc.integer({ min: 1, max: 9_000 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 8 }), (all) => {
        const values = Object.fromEntries(all.map((each, index) => [`f${index}`, each.value]));
        const fields = all.map(({ maxLength, ...each }, index) =>
          field(`f${index}`, {
            ...each,
            type: 'longtext',
            required: true,
            ...(maxLength === undefined ? {} : { maxLength }),
          }),
        );
        let asked: Asking = asking(fields);
        for (;;) {
          const page = pageOf(asked, platform);
          const answers = unchanged(page.form);
          if (page.intent.kind !== FORM_PAGE) {
            expect(answers).toEqual(values);
            return;
          }
          // A field that is shown empty may be left so, and says why.
          for (const { name, required, hint } of page.form.fields) {
            if (!(name in answers))
              expect({ required, hint }).toMatchObject({ required: false, hint: KEEPS });
          }
          const after = afterPage(stateOf(page), answers);
          if (!('next' in after)) {
            expect(after.values).toEqual(values);
            return;
          }
          asked = after.next;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('takes a new value in place of one that was too long, and asks anew for one that was wrong', () => {
    const long = 'x'.repeat(5_000);
    const page = pageOf(
      asking([
        field('kept', { value: long }),
        field('wrong', { value: long, error: 'Too long.', required: true }),
      ]),
      platform,
    );
    expect(page.form.fields).toMatchObject(
      [
        { name: 'kept', required: false },
        {
          name: 'wrong',
          required: true,
          hint: 'It had 5000 characters, too long to be shown here. Write it anew.',
        },
      ].slice(-page.form.fields.length),
    );
    expect(unchanged(page.form)).toEqual({});
    expect(afterPage(stateOf(page), { kept: 'short', wrong: 'b' })).toMatchObject({
      values: { kept: 'short', wrong: 'b' },
    });
    expect(afterPage(stateOf(page), { wrong: 'b' })).toMatchObject({ values: { kept: long, wrong: 'b' } });
  });
});

const KEEPS = expect.stringMatching(
  /^\d+ characters, too long to be shown here: left empty, it stays\./,
) as string;
