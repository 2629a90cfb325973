import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formToWire } from '../../../src/bot/platforms/console/wire.ts';
import { renderModal as discordModal } from '../../../src/bot/platforms/discord/render/modal.ts';
import { commandModal } from '../../../src/bot/platforms/slack/inbound/command-modal.ts';
import { valuesOf } from '../../../src/bot/platforms/slack/inbound/values.ts';
import { type Modal, renderModal as slackModal } from '../../../src/bot/platforms/slack/render/modal.ts';
import type { FormField } from '../../../src/chat/card.ts';
import { readTruths } from '../../../src/commands/truth-options.ts';
import { OpsError } from '../../../src/errors.ts';
import { PARSERS } from '../../../src/runbook/plan/parsers.ts';
import { KNOWN } from '../../support/known.ts';
import { faultsOfView } from '../../support/slack/check/view.ts';
import type { View } from '../../support/slack/state.ts';
import { stateOf } from '../../support/slack/view-values.ts';

const form = (fields: readonly FormField[]) => ({ nonce: 'n', title: 'Pay', submit: 'Go', fields });

/** What a person sends who opens a form of one question and touches nothing. */
const UNTOUCHED: readonly (readonly [string, (field: FormField) => string | undefined])[] = [
  [
    'Discord',
    (field) => {
      const [part] = discordModal(form([field])).components;
      const options = part?.type === 18 && part.component.type === 3 ? part.component.options : [];
      return options.find((option) => option.default)?.value;
    },
  ],
  ['Slack', (field) => untouchedOnSlack({ ...form([field]), metadata: '' }, field.name)],
  ['the console', (field) => formToWire(form([field])).fields[0]?.value || undefined],
];

function untouchedOnSlack(modal: Modal, name: string): string | undefined {
  const view = slackModal(modal) as unknown as View;
  expect(faultsOfView(view)).toEqual([]);
  return valuesOf(stateOf(view, {}) as Parameters<typeof valuesOf>[0])[name];
}

const inAnyCase = (words: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(...words), fc.func(fc.boolean()), fc.constantFrom('', ' '))
    .map(([word, upper, blank]) => {
      const cased = [...word].map((letter, at) => (upper(at) ? letter.toUpperCase() : letter));
      return blank + cased.join('') + blank;
    });
const yes = inAnyCase(['true', 'yes', 'on']);
const no = inAnyCase(['false', 'no', 'off']);

describe.each(UNTOUCHED)('a question of yes or no on %s', (_platform, untouched) => {
  const question = (required: boolean, value?: string): FormField => ({
    name: 'sure',
    label: 'Sure',
    type: 'boolean',
    required,
    ...(value === undefined ? {} : { value }),
  });

  it('shows what was typed, however it was typed', () => {
    fc.assert(
      fc.property(yes, no, fc.boolean(), (said, denied, required) => {
        expect(untouched(question(required, said))).toBe('true');
        expect(untouched(question(required, denied)) ?? 'false').toBe('false');
        // What is shown is what the action would have got.
        expect(PARSERS.boolean(said.trim(), {} as never, KNOWN)).toEqual({ value: true });
        expect(PARSERS.boolean(denied.trim(), {} as never, KNOWN)).toEqual({ value: false });
      }),
    );
  });

  it('says nothing where it may be left out and nothing was said', () => {
    expect(untouched(question(false))).toBeUndefined();
    expect(untouched(question(false, 'perhaps'))).toBeUndefined();
    expect(untouched(question(false, 'no'))).toBe('false');
  });
});

describe('an option of yes or no', () => {
  const command = {
    path: ['ops', 'run'],
    summary: 'Run it',
    options: [
      { name: 'action', type: 'text', description: 'Which', required: true },
      { name: 'dry-run', type: 'boolean', description: 'Rehearse it', required: false },
    ],
  } as const;

  it('that was typed behind a command on Slack is chosen in its form, and left out where nothing was typed', () => {
    const modal = (rest: string) => commandModal(command as never, rest, { channel: 'C1' });
    expect(untouchedOnSlack({ ...modal('action:a dry-run:YES') }, 'dry-run')).toBe('true');
    expect(untouchedOnSlack({ ...modal('action:a dry-run:off') }, 'dry-run')).toBe('false');
  });

  it('is read however it is typed, and refused where it says neither', () => {
    expect(readTruths(command, { action: 'yes', 'dry-run': 'Yes' })).toEqual({
      action: 'yes',
      'dry-run': 'true',
    });
    expect(readTruths(command, { 'dry-run': 'off' })).toEqual({ 'dry-run': 'false' });
    expect(readTruths(command, {})).toEqual({});
    let refused: unknown;
    try {
      readTruths(command, { 'dry-run': 'perhaps' });
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(OpsError);
    expect((refused as OpsError).refusal.why).toContain('dry-run of /ops run is "perhaps"');
  });
});
