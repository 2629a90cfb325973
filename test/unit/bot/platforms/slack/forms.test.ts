import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandModal } from '../../../../../src/bot/platforms/slack/inbound/command-modal.ts';
import { renderModal } from '../../../../../src/bot/platforms/slack/render/modal.ts';
import type { Card, Form } from '../../../../../src/chat/card.ts';
import type { Command, Option } from '../../../../../src/commands/command.ts';
import { OpsError } from '../../../../../src/errors.ts';
import { type ScriptedReceiver, scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import { faultsOfView } from '../../../../support/slack/check/view.ts';
import { openSlackHarness, type SlackHarness } from '../../../../support/slack/harness.ts';
import { show } from '../../../../support/slack/shown.ts';
import { CHANNEL } from '../../../../support/slack/state.ts';
import { shownIn } from '../../../../support/slack/view-values.ts';

const ANA = 'U0ANA0001';
const form: Form = {
  nonce: 'f1',
  title: 'A title that is longer than Slack shows',
  submit: 'Send',
  fields: [
    { name: 'reason', label: 'Why', type: 'longtext', required: true, maxLength: 9_000, value: 'because' },
    { name: 'sure', label: 'Sure', type: 'boolean', required: true },
    { name: 'count', label: 'Count', type: 'number', required: false, value: 'three' },
    { name: 'pool', label: 'Pool', type: 'choice', required: false, choices: [{ value: 'a', label: 'A' }] },
  ],
};
const card: Card = { title: 'Done', tone: 'success', blocks: [], controls: [] };

describe('forms on Slack', () => {
  let harness: SlackHarness;
  let receiver: ScriptedReceiver;
  const modal = () => harness.fake.people.modalOf(ANA);
  const modalText = (): string => show('', modal()?.view.blocks ?? []).text;

  beforeEach(async () => {
    harness = await openSlackHarness('http');
    receiver = scriptedReceiver();
    await harness.platform.start(receiver);
  });
  afterEach(() => harness.close());

  it('ask for the options of a command, each in an input of its type', async () => {
    const { fake, drive, ana, place } = harness;
    await drive.command(ana, place, ['twist', 'decay'], {}).catch(() => undefined);
    expect(
      modal()?.view.blocks.map((block) => (block.element as { type?: string } | undefined)?.type),
    ).toEqual([undefined, 'number_input', 'plain_text_input', 'static_select', 'static_select']);
    await fake.people.submit(ANA, { amount: '1.5', why: 'due', pool: 'a', share: 'true' });
    await expect
      .poll(() => receiver.inbound)
      .toMatchObject([
        {
          type: 'command',
          path: ['twist', 'decay'],
          options: { amount: '1.5', why: 'due', pool: 'a', share: 'true' },
        },
      ]);
  });

  it('keep to what Slack takes for a command with very many options, and to what was typed', () => {
    const options = Array.from({ length: 130 }, (_, n) => ({
      ...{ name: `p${n}`, type: 'text', description: `The ${n}th.`, required: n === 120 },
    })) as Option[];
    const command = { path: ['twist', 'much'], summary: 'Much.', options } as unknown as Command;
    const view = renderModal(commandModal(command, 'p99:typed', { channel: CHANNEL }));
    expect(faultsOfView(view)).toEqual([]);
    const inputs = view.blocks.filter(({ type }) => type === 'input').map(({ block_id }) => block_id);
    expect(inputs).toHaveLength(40);
    expect(inputs.slice(0, 3)).toEqual(['p99', 'p120', 'p0']);
  });

  it('are never filled from free text', async () => {
    const { fake } = harness;
    await fake.people.command(ANA, CHANNEL, '/ops approvals show request=apr-1 <!here>');
    await expect.poll(() => modalText()).toContain('You typed “request=apr-1 <!here>”');
    expect(receiver.inbound).toEqual([]);
    await fake.people.submit(ANA, { request: 'apr-2' });
    await expect.poll(() => receiver.inbound).toMatchObject([{ options: { request: 'apr-2' } }]);
  });

  it('do not open for a command that takes nothing, and it is not run with words behind it', async () => {
    await harness.fake.people.command(ANA, CHANNEL, '/ops approvals list everything');
    // No command has this path: it is refused, and logged, where unknown ones are.
    await expect
      .poll(() => receiver.inbound)
      .toMatchObject([{ path: ['ops', 'approvals', 'list', 'everything'], options: {} }]);
    expect(modal()).toBeUndefined();
  });

  it('show no one-time code again, though Slack keeps what was typed when a form is updated', async () => {
    const { fake } = harness;
    const code = { name: 'code', label: 'Code', type: 'text', required: true, once: true } as const;
    const why = { name: 'why', label: 'Why', type: 'text', required: true } as const;
    const coded: Form = { nonce: 'f1', title: 'Approve', submit: 'Approve', fields: [why, code] };
    receiver.next((_inbound, responder) => responder.openForm(coded));
    await harness.drive.command(harness.ana, harness.place, ['ops', 'help'], {});
    const again = { ...coded, nonce: 'f2', fields: [why, { ...code, error: 'It was used before.' }] };
    receiver.next((_inbound, responder) => responder.openForm(again));
    await fake.people.submit(ANA, { why: 'due', code: '123456' });
    expect(modalText()).toContain('It was used before.');
    const open = modal();
    expect(open && shownIn(open)).toEqual({ why: 'due' });
    await fake.people.submit(ANA, { code: '654321' });
    await expect
      .poll(() => receiver.inbound.at(-1))
      .toMatchObject({ type: 'form', nonce: 'f2', values: { why: 'due', code: '654321' } });
  });

  it('say at the field what is wrong: blanks at once, the rest when the bot has looked', async () => {
    const { fake } = harness;
    receiver.next((_inbound, responder) => responder.openForm(form));
    await harness.drive.command(harness.ana, harness.place, ['ops', 'help'], {});
    await fake.people.submit(ANA, { reason: '   ' });
    expect(modal()?.errors).toEqual({ reason: 'Blanks alone are no answer.' });
    const [first, ...others] = form.fields;
    if (first === undefined) return;
    receiver.next((_inbound, responder) =>
      responder.openForm({
        ...form,
        nonce: 'f2',
        fields: [{ ...first, error: 'Say more <@ana>.' }, ...others],
      }),
    );
    await fake.people.submit(ANA, { reason: 'x', sure: 'true' });
    expect(modalText()).toContain('Say more <@ana>.');
    await fake.people.submit(ANA, { reason: 'a long story', sure: 'false' });
    await expect.poll(() => receiver.inbound.length).toBe(3);
    expect(receiver.inbound.slice(1)).toMatchObject([
      { type: 'form', nonce: 'f1', values: { reason: 'x', sure: 'true' } },
      { type: 'form', nonce: 'f2', values: { reason: 'a long story', sure: 'false' } },
    ]);
    expect(new Set(receiver.inbound.map(({ id }) => id)).size).toBe(3);
    expect(modal()).toBeUndefined();
  });

  it('lead from a command to the form that it opens, in the same window', async () => {
    const { fake, drive, ana, place } = harness;
    await drive.command(ana, place, ['ops', 'help'], {});
    receiver.next((_inbound, responder) => responder.openForm(form));
    await drive.command(ana, place, ['ops', 'approvals', 'show'], { request: 'apr-1' });
    expect(await drive.seeForm(ana)).toMatchObject({ nonce: 'f1' });
    receiver.next(async (_inbound, responder) => {
      await responder.reply(card, 'quiet');
    });
    await drive.submit(ana, place, 'f1', { reason: 'so' });
    expect(modal()).toBeUndefined();
    // The app need not be in the channel: the answer goes to where the first command came from.
    expect((await drive.see(ana, place)).map(({ text, quiet }) => [text, quiet])).toEqual([
      ['✅ Done', true],
    ]);
    expect(fake.api.calls.some(({ method }) => method === 'chat.postEphemeral')).toBe(false);
  });

  it('that come too late are refused with words', async () => {
    const { fake, drive, ana, place } = harness;
    let thrown: unknown;
    receiver.next(async (_inbound, responder) => {
      for (const trigger of fake.state.triggers.values()) Object.assign(trigger, { at: Date.now() - 4_000 });
      await responder.openForm(form).catch((error: unknown) => {
        thrown = error;
      });
    });
    await drive.command(ana, place, ['ops', 'help'], {});
    await expect.poll(() => thrown).toBeInstanceOf(OpsError);
    const ref = await harness.platform.post(place, card, 'k');
    receiver.next(async (_inbound, responder) => {
      await responder.openForm(form).catch((error: unknown) => {
        thrown = error;
      });
      await responder.reply(card, 'quiet');
    });
    thrown = undefined;
    await drive.react(ana, ref, '✅');
    expect((thrown as OpsError).code).toBe('slack.form-late');
    expect((await drive.see(ana, place)).at(-1)?.quiet).toBe(true);
  });
});
