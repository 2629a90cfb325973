import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS as DISCORD } from '../../../src/bot/platforms/discord/options.ts';
import { readSubmitted } from '../../../src/bot/platforms/discord/render/modal.ts';
import { LIMITS as SLACK } from '../../../src/bot/platforms/slack/options.ts';
import { type Asking, afterPage, FORM_PAGE, type PageState, pageOf } from '../../../src/chat/form-pages.ts';
import runAgain from '../../../src/commands/buttons/run-again.ts';
import runPropose from '../../../src/commands/buttons/run-propose.ts';
import type { CommandContext } from '../../../src/commands/command.ts';
import { proposalForm } from '../../../src/commands/proposal-form.ts';
import type { ActionView } from '../../../src/commands/services.ts';
import { checkParams } from '../../../src/runbook/plan/param.ts';
import { KNOWN } from '../../support/known.ts';
import { actionView, paramView } from './support.ts';

type Values = { readonly [name: string]: string };

/** Hands a form in and tells which parameters were asked for in the end. */
async function asked(action: ActionView, does: (context: CommandContext) => Promise<unknown>, plan?: object) {
  let params: Values | undefined;
  const context = {
    human: true,
    account: { platform: 'console', workspace: 'local', id: 'ana' },
    principal: { id: 'ana', name: 'Ana', kind: 'human' },
    services: {
      catalogue: {
        find: () => action,
        people: () => [],
        check(_ref: string, given: Values) {
          params = given;
          return { stop: 'Far enough.' };
        },
      },
      people: { authorize: async () => ({ effect: 'allow' }) },
      runs: {
        get: async () => ({ plan }),
        requireReady: async () => {},
        lastWorked: async () => ({ at: new Date(0), of: [] }),
        takingBack: async () => undefined,
        emergencies: async () => [],
      },
      now: async () => new Date(0),
    },
  } as unknown as CommandContext;
  await does(context);
  return params;
}

/** What Discord, Slack and the console hand over: the one leaves out what is empty, the other says that it is. */
const SENT: readonly (readonly [string, { fields: number; typed: number }, (values: Values) => Values])[] = [
  [
    'Discord',
    { fields: DISCORD.fieldsPerForm, typed: DISCORD.typedText },
    (values) => readSubmitted(Object.entries(values)),
  ],
  [
    'Slack',
    { fields: SLACK.fieldsPerForm, typed: SLACK.typedText },
    (values) => readSubmitted(Object.entries(values)),
  ],
  ['the console', { fields: 100, typed: 4_000 }, (values) => values],
];

describe.each(SENT)('a value that was cleared in a form on %s', (_platform, limits, sent) => {
  it('stays cleared, whatever was typed before and whatever its default is', async () => {
    const one = fc.record({
      typed: fc.option(fc.constantFrom('before', '12'), { nil: undefined }),
      default: fc.option(fc.constantFrom('of old', '7'), { nil: undefined }),
      kept: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 12 }), async (all) => {
        const name = (index: number): string => `p${index}`;
        const action = actionView({
          params: all.map((each, index) =>
            paramView(name(index), { required: false, default: each.default }),
          ),
        });
        const before = Object.fromEntries(
          all.flatMap(({ typed }, index) => (typed === undefined ? [] : [[name(index), typed]])),
        );
        const shown = { action: action.ref, params: before, mode: 'execute', share: false } as const;
        const reply = proposalForm(action, shown, { p0: 'No.' }, true);
        if (reply?.type !== 'form') throw new Error('no form was opened');
        let form: Asking = { form: reply.form, intent: reply.intent };
        const wanted: Record<string, string> = {};
        for (;;) {
          const page = pageOf(form, limits);
          const filled = Object.fromEntries(
            page.form.fields.map((field) => {
              const isKept = all[Number(field.name.slice(1))]?.kept === true;
              return [field.name, isKept ? (field.value ?? '') : ''];
            }),
          );
          Object.assign(wanted, filled);
          const values = sent(filled);
          if (page.intent.kind !== FORM_PAGE) {
            const data = runPropose.data.parse(page.intent.data);
            const params = await asked(action, async (context) => runPropose.submit?.(context, data, values));
            expect(params).toEqual(wanted);
            return;
          }
          const after = afterPage(page.intent.data.state as unknown as PageState, values);
          if ('next' in after) {
            form = after.next;
            continue;
          }
          const data = runPropose.data.parse(after.intent.data);
          const params = await asked(action, async (context) =>
            runPropose.submit?.(context, data, after.values),
          );
          // Pages of what is wrong leave the others as they are.
          expect(params).toMatchObject(wanted);
          return;
        }
      }),
      { numRuns: Number(process.env.KEYTURN_PROPERTY_RUNS ?? 100) },
    );
  });
});

describe('a parameter that may be left out', () => {
  const param = { type: 'text', description: 'A note', required: false, default: 'usual' } as const;

  it('is absent where it was cleared, and has its default where nobody spoke of it', () => {
    expect(checkParams({ p: param }, { p: '' }, KNOWN)).toEqual({ values: {}, problems: [] });
    expect(checkParams({ p: param }, { p: ' \u200b ' }, KNOWN)).toEqual({ values: {}, problems: [] });
    expect(checkParams({ p: param }, {}, KNOWN)).toEqual({ values: { p: 'usual' }, problems: [] });
  });

  it('is left out again when its run is asked for again', async () => {
    const action = actionView({
      params: [paramView('note', { required: false, default: 'usual' }), paramView('amount')],
    });
    const plan = { action: action.ref, mode: 'execute', params: { amount: { $exact: '1.10' } } };
    const params = await asked(
      action,
      async (context) => runAgain.press?.(context, { run: 'run-1' }, undefined),
      plan,
    );
    expect(params).toEqual({ note: '', amount: '1.10' });
  });
});
