import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Card, Form } from '../../src/chat/card.ts';
import { fitCard } from '../../src/chat/fit.ts';
import type { MessageRef } from '../../src/chat/inbound.ts';
import { DeliveryError } from '../../src/chat/port.ts';
import { describeChannels } from './channel-cases.ts';
import type { ChatHarness, Seen } from './chat-harness.ts';
import { type ScriptedReceiver, scriptedReceiver } from './scripted-receiver.ts';

const card = (title: string, more: Partial<Card> = {}): Card => ({
  title,
  tone: 'neutral',
  blocks: [{ type: 'text', text: `Text of ${title}` }],
  controls: [],
  ...more,
});

const ONE = { value: 'a', label: 'A' } as const;

const form: Form = {
  nonce: 'form-nonce-1',
  title: 'Why',
  submit: 'Send',
  fields: [
    { name: 'reason', label: 'Reason', type: 'longtext', required: true },
    { name: 'count', label: 'Count', type: 'number', required: false, value: '3' },
  ],
};

/** What every chat platform must do. An adapter's test calls this with a way to drive the platform. */
export function describeChatPlatform(name: string, setup: () => Promise<ChatHarness>): void {
  describe(`${name} as a chat platform`, () => {
    let harness: ChatHarness;
    let receiver: ScriptedReceiver;
    const see = (): Promise<readonly Seen[]> => harness.drive.see(harness.ana, harness.place);
    const post = (shown: Card, key: string): Promise<MessageRef> =>
      harness.platform.post(harness.place, shown, key);

    beforeEach(async () => {
      harness = await setup();
      receiver = scriptedReceiver();
      await harness.platform.start(receiver);
    });
    afterEach(async () => {
      await harness.close();
    });

    describe('sending', () => {
      it('posts a card with all its parts', async () => {
        const ref = await post(
          card('Everything', {
            status: 'Waiting',
            footer: 'small print',
            blocks: [
              { type: 'text', text: 'plain text' },
              { type: 'fields', fields: [{ label: 'Asked by', value: 'ana' }] },
              { type: 'code', label: 'Command', text: 'echo "hello"' },
              { type: 'list', items: [{ mark: 'done', text: 'first step' }] },
              { type: 'table', head: ['Check', 'Value'], rows: [['oracles', '3 of 3']] },
            ],
            controls: [
              { type: 'button', nonce: 'nonce-1', label: 'Approve', style: 'primary' },
              { type: 'link', url: 'https://example.org/x', label: 'Dashboard' },
            ],
          }),
          'all',
        );
        const [message] = await see();
        expect(message?.ref).toEqual(ref);
        for (const part of [
          'Everything',
          'Waiting',
          'plain text',
          'Asked by',
          'ana',
          'echo "hello"',
          'first step',
        ])
          expect(message?.text).toContain(part);
        for (const part of ['oracles', '3 of 3', 'small print']) expect(message?.text).toContain(part);
        expect(message?.controls.map((control) => control.label)).toEqual(['Approve', 'Dashboard']);
        expect(message?.controls[0]?.nonce).toBe('nonce-1');
      });

      it('draws how far a long job is as a bar beside its words, and no bar where no whole is known', async () => {
        const job = { type: 'progress', label: 'Move the accounts' } as const;
        const known = {
          ...job,
          text: '450 of 1000 accounts (45%), 30 failed',
          shares: { done: 0.45, failed: 0.03 },
        };
        const ref = await post(card('Migration', { blocks: [known] }), 'bar');
        const drawn = async () => (await see())[0]?.text ?? '';
        expect(await drawn()).toContain('Move the accounts');
        expect(await drawn()).toContain('450 of 1000 accounts (45%), 30 failed');
        expect(await drawn()).toContain('█████████▒░░░░░░░░░░');
        const unknown = { ...job, text: '450 of nobody knows how many accounts' };
        await harness.platform.edit(ref, card('Migration', { blocks: [unknown] }));
        expect(await drawn()).toContain('450 of nobody knows how many accounts');
        expect(await drawn()).not.toMatch(/[█▒░]/);
      });

      it('shows the verdict before everything else, in the order in which a card has it', async () => {
        await post(
          card('Verify the breaker', { tone: 'danger', status: 'Danger: threat. Do not reset it.' }),
          'verdict',
        );
        const text = (await see())[0]?.text ?? '';
        const places = ['Verify the breaker', 'Danger: threat', 'Text of'].map((part) => text.indexOf(part));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        expect(places[0]).toBeGreaterThan(-1);
      });

      it('lets what is folded be opened, or leaves it out and names it', async () => {
        const { limits } = harness.platform;
        const blocks: Card['blocks'] = [
          { type: 'text', text: 'in sight' },
          { type: 'code', text: 'TARGET=main', fold: 'The whole plan: 2 steps' },
        ];
        const fitted = fitCard(card('Folds', { blocks }), limits);
        expect(fitted.overflow).toBeUndefined();
        await post(fitted.card, 'folds');
        const text = (await see())[0]?.text ?? '';
        expect(text).toContain('in sight');
        expect(text.includes('TARGET=main')).toBe(limits.folds === true);
        expect(text.includes('Details shows more: The whole plan: 2 steps.')).toBe(limits.folds !== true);
      });

      it('keeps buttons in the order in which a card has them, also when it is edited', async () => {
        const buttons = (...labels: readonly string[]): Card['controls'] =>
          labels.map((label) => ({ type: 'button', nonce: `nonce-${label}`, label, style: 'default' }));
        const labels = async () => (await see())[0]?.controls.map(({ label }) => label);
        const six = ['Approve', 'Reject', 'Details', 'Veto', 'Withdraw request', 'Take back my vote'];
        const ref = await post(card('Order', { controls: buttons(...six.slice(0, 5)) }), 'order');
        expect(await labels()).toEqual(six.slice(0, 5));
        await harness.platform.edit(ref, card('Order', { controls: buttons(...six) }));
        expect(await labels()).toEqual(six);
        await harness.platform.edit(ref, card('Order', { controls: buttons('Details', 'Log') }));
        expect(await labels()).toEqual(['Details', 'Log']);
      });

      it('5.15 posts once for a key, however often it is asked', async () => {
        const first = await post(card('Once'), 'key-1');
        const again = await post(card('Once'), 'key-1');
        const [left, right] = await Promise.all([post(card('Two'), 'key-2'), post(card('Two'), 'key-2')]);
        expect(again).toEqual(first);
        expect(right).toEqual(left);
        expect(await see()).toHaveLength(2);
      });

      it('5.16 edits in place', async () => {
        const ref = await post(card('Before', { status: 'Waiting' }), 'edit');
        await harness.platform.edit(ref, card('After', { status: 'Done' }));
        const messages = await see();
        expect(messages).toHaveLength(1);
        expect(messages[0]?.text).toContain('After');
        expect(messages[0]?.text).not.toContain('Before');
      });

      it('5.16 says that a deleted message is gone', async () => {
        const ref = await post(card('Short-lived'), 'gone');
        await harness.drive.remove(ref);
        expect(await kindOf(harness.platform.edit(ref, card('x')))).toBe('gone');
        expect(await kindOf(harness.platform.reply(ref, { text: 'x' }, 'r'))).toBe('gone');
      });

      it('5.16 tells which message somebody deleted, and which do not stand any more when it is asked', async () => {
        const refs = [];
        for (const title of ['First', 'Second', 'Third']) refs.push(await post(card(title), title));
        const ids = refs.map(({ message }) => message);
        expect(await harness.platform.missing(harness.place, ids)).toEqual({ gone: [], left: [] });
        const [, second] = refs as [MessageRef, MessageRef, MessageRef];
        await harness.drive.remove(second);
        const { gone, left } = await harness.platform.missing(harness.place, ids);
        expect({ gone, left }).toEqual({ gone: [second.message], left: [] });
        expect(receiver.deletions).toEqual([
          expect.objectContaining({ ...harness.place, messages: [second.message] }),
        ]);
      });

      it('says that a channel does not exist', async () => {
        const nowhere = { ...harness.place, channel: 'no-such-channel' };
        expect(await kindOf(harness.platform.post(nowhere, card('x'), 'nowhere'))).toBe('no-channel');
      });

      it('replies in the thread, with a file, once for a key', async () => {
        const ref = await post(card('Parent'), 'parent');
        const content = { text: 'All of it', file: { name: 'run.log', content: 'line 1\nline 2\n' } };
        await harness.platform.reply(ref, content, 'log');
        await harness.platform.reply(ref, content, 'log');
        const thread = await harness.drive.seeThread(harness.ana, ref);
        expect(thread).toHaveLength(1);
        expect(thread[0]?.text).toContain('All of it');
        expect(thread[0]?.files).toEqual([{ name: 'run.log', content: 'line 1\nline 2\n' }]);
        expect(await see()).toHaveLength(1);
      });

      it('5.17 mentions nobody and forges no link', async () => {
        const hostile =
          '@everyone @here <@ana> <!channel> <@&1> [bank](https://evil.example) <https://evil.example|bank>';
        const blocks: Card['blocks'] = [
          { type: 'text', text: hostile },
          { type: 'fields', fields: [{ label: 'x', value: hostile }] },
          { type: 'list', items: [{ mark: 'todo', text: hostile }] },
          { type: 'code', text: `\`\`\`${hostile}\`\`\`` },
        ];
        const ref = await post(card(hostile, { blocks, status: hostile, footer: hostile }), 'hostile');
        await harness.platform.reply(ref, { text: hostile }, 'hostile-thread');
        for (const message of [...(await see()), ...(await harness.drive.seeThread(harness.ana, ref))]) {
          expect(message.pinged).toEqual([]);
          expect(message.links.filter((link) => link.text !== link.url)).toEqual([]);
        }
      });

      it('calls those whom a card names, and nobody whom its text names', async () => {
        const { ana, ben, drive, platform, place } = harness;
        const blocks: Card['blocks'] = [{ type: 'text', text: `<@${ben.id}> @${ben.id} @everyone` }];
        const ref = await post(card('Calls', { blocks, calls: [ana] }), 'calls');
        expect((await see()).map(({ pinged }) => pinged)).toEqual([[ana.id]]);
        await platform.edit(ref, card('Calls, changed', { blocks, calls: [ana] }));
        await post(card('Calls', { blocks, calls: [ana] }), 'calls');
        // What is changed notifies nobody; another message would.
        const [after, ...more] = await drive.see(ben, place);
        expect(more).toEqual([]);
        expect(after?.ref).toEqual(ref);
        expect(after?.text).toContain('Calls, changed');
        expect(after?.pinged).toEqual([ana.id]);
      });

      it('calls people under a card, once for a key', async () => {
        const { ana, ben, drive, platform } = harness;
        const ref = await post(card('Waits'), 'waits');
        const content = { text: `Still waiting, <@${ana.id}>`, calls: [ben] };
        await platform.reply(ref, content, 'reminder');
        await platform.reply(ref, content, 'reminder');
        const thread = await drive.seeThread(ben, ref);
        expect(thread.map(({ pinged }) => pinged)).toEqual([[ben.id]]);
        expect(thread[0]?.text).toContain('Still waiting');
      });

      it('shows moments in the zone of whoever reads them', async () => {
        const status = 'Votes count until 2026-11-22 03:05:00 UTC (in 25 min).';
        await post(card('Times', { status }), 'times');
        const [message] = await see();
        expect(message?.times).toEqual([new Date('2026-11-22T03:05:00Z')]);
        expect(message?.text).toContain('2026-11-22 03:05:00 UTC');
      });

      it('5.17 takes a card that was fitted to its limits', async () => {
        const { platform } = harness;
        const blocks = Array.from(
          { length: 40 },
          (_, i) => ({ type: 'text', text: `${i} `.repeat(500) }) as const,
        );
        const controls = Array.from(
          { length: 40 },
          (_, i) => ({ type: 'button', nonce: `n${i}`, label: `B${i}`, style: 'default' }) as const,
        );
        const fitted = fitCard(card('T'.repeat(3_000), { blocks, controls }), platform.limits);
        await post(fitted.card, 'huge');
        const [message] = await see();
        expect(message?.text).toContain('in the thread');
        expect(message?.controls.length).toBeLessThanOrEqual(platform.limits.controls);
      });
    });

    describe('receiving', () => {
      it('hands a command over, with who, where and its options', async () => {
        const { ana, place, drive } = harness;
        await drive.command(ana, place, ['ops', 'approvals', 'show'], { request: 'apr-1' });
        expect(receiver.inbound).toMatchObject([
          {
            type: 'command',
            account: ana,
            human: true,
            place: { channel: place.channel },
            path: ['ops', 'approvals', 'show'],
            options: { request: 'apr-1' },
          },
        ]);
        expect(receiver.inbound[0]?.id).toBeTruthy();
        expect(receiver.inbound[0]?.displayName).toBeTruthy();
      });

      it('gives the same id to the same delivery, and another one to another', async () => {
        const { ana, place, drive } = harness;
        await drive.command(ana, place, ['ops', 'help'], {}, 'delivery-1');
        await drive.command(ana, place, ['ops', 'help'], {}, 'delivery-1');
        await drive.command(ana, place, ['ops', 'help'], {}, 'delivery-2');
        const ids = receiver.inbound.map((inbound) => inbound.id);
        // An adapter may drop the repeat itself; if it hands it over, the id says so.
        expect(new Set(ids).size).toBe(2);
        expect(ids.at(-1)).not.toBe(ids[0]);
      });

      it('answers quietly to one person, or to the channel', async () => {
        const { ana, ben, place, drive } = harness;
        receiver.next(async (_inbound, responder) => {
          await responder.reply(card('Secret'), 'quiet');
          await responder.reply(card('Public'), 'channel');
        });
        await drive.command(ana, place, ['ops', 'help'], {});
        const forAna = await drive.see(ana, place);
        expect(forAna.find((message) => message.text.includes('Secret'))?.quiet).toBe(true);
        expect(forAna.find((message) => message.text.includes('Public'))?.quiet).toBe(false);
        const forBen = (await drive.see(ben, place)).map((message) => message.text).join();
        expect(forBen).toContain('Public');
        expect(forBen).not.toContain('Secret');
      });

      it('keeps a quiet answer quiet when it is edited', async () => {
        const { ana, ben, place, drive, platform } = harness;
        let ref: MessageRef | undefined;
        receiver.next(async (_inbound, responder) => {
          ref = await responder.reply(card('Running'), 'quiet');
        });
        await drive.command(ana, place, ['ops', 'help'], {});
        if (ref === undefined) throw new Error('there is no answer');
        // Where it cannot be changed, that is said and nothing is shown elsewhere.
        if (ref.fixed) expect(await kindOf(platform.edit(ref, card('Finished')))).toBe('gone');
        else await platform.edit(ref, card('Finished'));
        expect((await drive.see(ana, place)).map((message) => message.text).join()).toContain(
          ref.fixed ? 'Running' : 'Finished',
        );
        expect((await drive.see(ben, place)).map((message) => message.text).join()).not.toContain('Finished');
      });

      it('shows what came of a click where the private card stood that was clicked', async () => {
        const { ana, ben, place, drive } = harness;
        const button = { type: 'button', nonce: 'nonce-go', label: 'Go', style: 'danger' } as const;
        receiver.next(async (_inbound, responder) => {
          await responder.reply(card('Nothing has happened yet', { controls: [button] }), 'quiet');
        });
        await drive.command(ana, place, ['ops', 'help'], {});
        const before = (await drive.see(ana, place)).find(({ text }) =>
          text.includes('Nothing has happened'),
        );
        if (before === undefined) throw new Error('there is no answer');
        let replaced: boolean | undefined;
        receiver.next(async (_inbound, responder) => {
          replaced = await responder.replace?.(card('It was done'));
        });
        await drive.click(ana, before.ref, 'nonce-go');
        expect(replaced).toBe(true);
        const after = await drive.see(ana, place);
        expect(after.map(({ text }) => text).join()).not.toContain('Nothing has happened');
        const done = after.find(({ text }) => text.includes('It was done'));
        expect(done).toMatchObject({ quiet: true, controls: [] });
        expect((await drive.see(ben, place)).map(({ text }) => text).join()).not.toContain('It was done');
      });

      it('opens the form of what comes next from the answer that refused something', async () => {
        const { ana, place, drive } = harness;
        const next = {
          type: 'button',
          nonce: 'nonce-next',
          label: 'Verify first',
          style: 'primary',
        } as const;
        receiver.next(async (_inbound, responder) => {
          await responder.reply(
            card('It was not started', { controls: [{ ...next, opensForm: true }] }),
            'quiet',
          );
        });
        await drive.command(ana, place, ['ops', 'help'], {});
        const refusal = (await drive.see(ana, place)).find(({ text }) => text.includes('It was not started'));
        if (refusal === undefined) throw new Error('there is no answer');
        expect(refusal.controls.map(({ label }) => label)).toEqual(['Verify first']);
        receiver.next((_inbound, responder) => responder.openForm(form));
        await drive.click(ana, refusal.ref, refusal.controls[0]?.nonce ?? '');
        expect(receiver.inbound.at(-1)).toMatchObject({ type: 'button', account: ana, nonce: 'nonce-next' });
        expect(await drive.seeForm(ana)).toMatchObject({ nonce: form.nonce, title: 'Why' });
      });

      it('5.17 shows the file of a quiet answer to nobody else', async () => {
        const { ana, ben, place, drive, platform } = harness;
        let ref: MessageRef | undefined;
        receiver.next(async (_inbound, responder) => {
          ref = await responder.reply(card('Secret'), 'quiet');
        });
        await drive.command(ana, place, ['ops', 'help'], {});
        if (ref === undefined) throw new Error('there is no answer');
        await platform.reply(ref, { text: 'x', file: { name: 'secret.log', content: 'secret\n' } }, 'file');
        const forBen = [...(await drive.see(ben, place)), ...(await drive.seeThread(ben, ref))];
        expect(forBen.flatMap(({ text, files }) => [text, ...files]).join()).not.toContain('secret');
      });

      it('opens a form and hands its values over', async () => {
        const { ana, ben, place, drive } = harness;
        receiver.next((_inbound, responder) => responder.openForm(form));
        await drive.command(ana, place, ['ops', 'run'], {});
        expect(await drive.seeForm(ana)).toMatchObject({ nonce: form.nonce, title: 'Why' });
        expect(await drive.seeForm(ben)).toBeUndefined();
        await drive.submit(ana, place, form.nonce, { reason: 'two\nlines', count: '4' });
        expect(receiver.inbound[1]).toMatchObject({
          type: 'form',
          account: ana,
          nonce: form.nonce,
          values: { reason: 'two\nlines', count: '4' },
        });
      });

      it('5.6 hands clicks and choices over with nonce and message', async () => {
        const { ana, ben, drive } = harness;
        const ref = await post(
          card('Controls', {
            controls: [
              { type: 'button', nonce: 'press-me', label: 'Approve', style: 'primary' },
              {
                type: 'select',
                nonce: 'choose-me',
                label: 'Choose',
                options: [
                  { value: 'a', label: 'A' },
                  { value: 'b', label: 'B' },
                ],
              },
            ],
          }),
          'controls',
        );
        await drive.click(ana, ref, 'press-me');
        await drive.choose(ben, ref, 'choose-me', 'b');
        expect(receiver.inbound).toMatchObject([
          { type: 'button', account: ana, nonce: 'press-me', message: ref },
          { type: 'select', account: ben, nonce: 'choose-me', value: 'b', message: ref },
        ]);
      });

      it('says when somebody clicked and when a message was changed, by one clock', async () => {
        const button = { type: 'button', nonce: 'nonce-then', label: 'Approve', style: 'primary' } as const;
        const select = { type: 'select', nonce: 'nonce-of', label: 'Choose', options: [ONE] } as const;
        const ref = await post(card('Before', { controls: [button] }), 'then');
        const changed = await harness.platform.edit(ref, card('After', { controls: [select, button] }));
        await harness.drive.click(harness.ana, ref, 'nonce-then');
        await harness.drive.choose(harness.ana, ref, 'nonce-of', ONE.value);
        const clicked = receiver.inbound.map((inbound) =>
          'clickedMs' in inbound ? inbound.clickedMs : undefined,
        );
        expect(clicked).toHaveLength(2);
        if (harness.measuresShifts === true)
          return expect([changed, ...clicked]).toEqual([undefined, undefined, undefined]);
        for (const ms of clicked) {
          // The test's clock is the platform's here; ids and moments may be as coarse as a millisecond.
          expect(Math.abs((ms ?? 0) - Date.now())).toBeLessThan(10_000);
          if (changed !== undefined) expect(ms).toBeGreaterThanOrEqual(changed.getTime() - 1);
        }
      });

      it('shows an inbox to one person, and hands over what they choose in it', async () => {
        const { ana, ben, place, drive } = harness;
        const options = Array.from({ length: 7 }, (_, n) => ({
          value: `request/apr-${n}`,
          label: `Reset ${n}`,
        }));
        receiver.next(async (_inbound, responder) => {
          const blocks: Card['blocks'] = [
            { type: 'text', text: 'For your approval (7):' },
            { type: 'list', items: options.map(({ label }) => ({ mark: 'bullet', text: label }) as const) },
          ];
          const controls: Card['controls'] = [
            { type: 'select', nonce: 'open-one', label: 'Open one of them', options },
          ];
          await responder.reply(
            card('Inbox', { status: '7 things wait for you.', blocks, controls }),
            'quiet',
          );
        });
        await drive.command(ana, place, ['ops', 'inbox'], {});
        const inbox = (await drive.see(ana, place)).find(({ text }) =>
          text.includes('7 things wait for you.'),
        );
        if (inbox === undefined) throw new Error('there is no inbox');
        expect(inbox.quiet).toBe(true);
        for (const { label } of options) expect(inbox.text).toContain(label);
        receiver.next(async (_inbound, responder) => {
          await responder.reply(card('The request'), 'quiet');
        });
        await drive.choose(ana, inbox.ref, inbox.controls[0]?.nonce ?? '', 'request/apr-3');
        expect(receiver.inbound.at(-1)).toMatchObject({
          type: 'select',
          account: ana,
          nonce: 'open-one',
          value: 'request/apr-3',
        });
        expect((await drive.see(ana, place)).map(({ text }) => text).join()).toContain('The request');
        const forBen = (await drive.see(ben, place)).map(({ text }) => text).join();
        expect(forBen).not.toMatch(/Inbox|The request/);
      });

      it('hands the words of a search over as they were typed, and goes on by a button', async () => {
        const { ana, place, drive } = harness;
        const words = 'reset "breaker" <@now> & *more*';
        const older = { type: 'button', nonce: 'older', label: 'Older', style: 'default' } as const;
        receiver.next(async (_inbound, responder) => {
          await responder.reply(card('30 entries', { controls: [older] }), 'quiet');
        });
        await drive.command(ana, place, ['ops', 'audit', 'search'], { text: words });
        expect(receiver.inbound[0]).toMatchObject({ type: 'command', options: { text: words } });
        const page = (await drive.see(ana, place)).find(({ text }) => text.includes('30 entries'));
        if (page === undefined) throw new Error('there is no answer');
        receiver.next(async (_inbound, responder) => {
          await responder.reply(card('12 older entries'), 'quiet');
        });
        await drive.click(ana, page.ref, 'older');
        expect(receiver.inbound[1]).toMatchObject({ type: 'button', nonce: 'older', account: ana });
        expect((await drive.see(ana, place)).map(({ text }) => text).join()).toContain('12 older entries');
      });

      it('shows an entry of a runbook with two menus and a link, and hands over what is chosen in each', async () => {
        const { ana, place, drive } = harness;
        const menu = (nonce: string, label: string, kind: string) => ({
          ...({ type: 'select', nonce, label } as const),
          options: Array.from({ length: 25 }, (_, n) => ({
            value: `twist:${kind}/${n}`,
            label: `The ${kind} ${n}`,
          })),
        });
        const controls: Card['controls'] = [
          menu('run-one', 'What can be run', 'action'),
          menu('show-one', 'What belongs to it', 'contact'),
          { type: 'link', url: 'https://example.org/handbook', label: 'Open the page' },
        ];
        const blocks: Card['blocks'] = [
          { type: 'fields', fields: [{ label: 'Begin within', value: '5 min' }] },
          { type: 'list', items: [{ mark: 'bullet', text: '1. Stop it: “now” [L12-14]' }] },
        ];
        receiver.next(async (_inbound, responder) => {
          const footer = 'twist:procedures/oracle · source L12-14';
          await responder.reply(
            card('The oracle fails', { status: 'Procedure', blocks, controls, footer }),
            'quiet',
          );
        });
        await drive.command(ana, place, ['ops', 'help'], {});
        const entry = (await drive.see(ana, place)).find(({ text }) => text.includes('The oracle fails'));
        if (entry === undefined) throw new Error('there is no entry');
        expect(entry.quiet).toBe(true);
        for (const part of ['5 min', '1. Stop it: “now” [L12-14]', 'source L12-14'])
          expect(entry.text).toContain(part);
        await drive.choose(ana, entry.ref, 'run-one', 'twist:action/24');
        await drive.choose(ana, entry.ref, 'show-one', 'twist:contact/7');
        expect(receiver.inbound.slice(1)).toMatchObject([
          { type: 'select', account: ana, nonce: 'run-one', value: 'twist:action/24' },
          { type: 'select', account: ana, nonce: 'show-one', value: 'twist:contact/7' },
        ]);
      });

      it('asks again in private, and hands over that the click was meant', async () => {
        const { ana, ben, drive, place } = harness;
        const approve = { type: 'button', nonce: 'approve', label: 'Approve', style: 'primary' } as const;
        const meant = {
          type: 'button',
          nonce: 'meant',
          label: 'Yes, that is what I meant',
          style: 'primary',
        } as const;
        const ref = await post(card('Moved', { controls: [approve] }), 'moved');
        receiver.next(async (_inbound, responder) => {
          await responder.reply(card('Did you mean "Approve"?', { controls: [meant] }), 'quiet');
        });
        await drive.click(ana, ref, 'approve');
        const question = (await drive.see(ana, place)).find(({ text }) => text.includes('Did you mean'));
        if (question === undefined) throw new Error('nobody was asked');
        expect(question.quiet).toBe(true);
        expect((await drive.see(ben, place)).map(({ text }) => text).join()).not.toContain('Did you mean');
        let replaced: boolean | undefined;
        receiver.next(async (_inbound, responder) => {
          replaced = await responder.replace?.(card('It was done.'));
        });
        await drive.click(ana, question.ref, 'meant');
        expect(receiver.inbound.at(-1)).toMatchObject({ type: 'button', nonce: 'meant', account: ana });
        expect(replaced).toBe(true);
        expect((await drive.see(ana, place)).map(({ text }) => text).join()).toContain('It was done.');
      });

      it('5.6 hands reactions over, and lists them as they are now', async () => {
        const { ana, ben, bot, drive, platform } = harness;
        const ref = await post(card('React'), 'react');
        await drive.react(ana, ref, '✅');
        await drive.react(ben, ref, '❌');
        await drive.react(bot, ref, '✅');
        await drive.unreact(ben, ref, '❌');
        const mine = receiver.inbound.filter((inbound) => inbound.type === 'reaction');
        expect(mine.filter((inbound) => inbound.human)).toMatchObject([
          { account: ana, emoji: '✅', added: true, message: ref },
          { account: ben, emoji: '❌', added: true, message: ref },
          { account: ben, emoji: '❌', added: false, message: ref },
        ]);
        const now = await platform.reactions(ref);
        expect(now).toContainEqual({ emoji: '✅', account: ana, human: true });
        expect(now.some((reaction) => reaction.emoji === '❌')).toBe(false);
        expect(now.filter((reaction) => reaction.account?.id === bot.id).every((one) => !one.human)).toBe(
          true,
        );
      });

      it('5.2 says of a bot that it is not human', async () => {
        const { bot, drive } = harness;
        const ref = await post(
          card('Vote', { controls: [{ type: 'button', nonce: 'n', label: 'Approve', style: 'primary' }] }),
          'bot',
        );
        await drive.click(bot, ref, 'n').catch(() => undefined);
        // A platform whose bots cannot click at all has nothing to hand over.
        expect(receiver.inbound.every((inbound) => !inbound.human)).toBe(true);
      });

      it('completes an option while it is typed', async () => {
        const { ana, place, drive } = harness;
        receiver.completions = [{ value: 'twist:health/check', label: 'Health' }];
        expect(await drive.complete(ana, place, ['ops', 'run'], 'action', 'hea')).toEqual(
          receiver.completions,
        );
        expect(receiver.queries).toMatchObject([
          { account: ana, path: ['ops', 'run'], option: 'action', text: 'hea' },
        ]);
      });
    });

    it('shows somebody a page of their own, where it has one, and answers what is clicked there to them alone', async () => {
      const { ana, ben, home } = harness;
      if (home === undefined) return;
      const button = { type: 'button', nonce: 'open-it', label: 'Open', style: 'primary' } as const;
      receiver.homeCard = card('What waits', { status: 'One thing waits for you.', controls: [button] });
      const page = await home.open(ana);
      expect(page.text).toContain('One thing waits for you.');
      expect(page.controls).toEqual([{ label: 'Open', nonce: 'open-it' }]);
      receiver.next(async (_inbound, responder) => {
        const ref = await responder.reply(card('The thing'), 'quiet');
        if (ref !== undefined) await harness.platform.edit(ref, card('The thing, changed'));
      });
      receiver.homeCard = card('What waits', { status: 'Nothing waits for you.' });
      await home.click(ana, 'open-it');
      expect(receiver.inbound.at(-1)).toMatchObject({ type: 'button', account: ana, nonce: 'open-it' });
      expect((await home.answers(ana)).map(({ text }) => text).join()).toContain('The thing, changed');
      expect(await home.answers(ben)).toEqual([]);
    });

    it('keeps its messages over a restart, and still knows the keys', async () => {
      const ref = await post(card('Kept'), 'kept');
      const platform = await harness.restart(receiver);
      expect(await platform.post(harness.place, card('Kept'), 'kept')).toEqual(ref);
      await platform.edit(ref, card('Kept and edited'));
      const messages = await see();
      expect(messages).toHaveLength(1);
      expect(messages[0]?.text).toContain('Kept and edited');
    });
  });
  describeChannels(name, setup);
}

async function kindOf(attempt: Promise<unknown>): Promise<DeliveryError['kind'] | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    if (error instanceof DeliveryError) return error.kind;
    throw error;
  }
}
