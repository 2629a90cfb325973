import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { allCommands } from '../../../../../src/app/features.ts';
import type { Json } from '../../../../../src/canonical.ts';
import type { Card, Form } from '../../../../../src/chat/card.ts';
import type { Taken } from '../../../../../src/chat/port.ts';
import { type ScriptedReceiver, scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import { type DiscordHarness, discordHarness } from '../../../../support/discord/harness.ts';

const commands = await allCommands();
const card = (title: string, nonce?: string, opensForm = false): Card => ({
  title,
  tone: 'neutral',
  blocks: [],
  controls:
    nonce === undefined ? [] : [{ type: 'button', nonce, label: 'Approve', style: 'primary', opensForm }],
});
const form: Form = {
  nonce: 'form-nonce',
  title: 'Why',
  submit: 'Send',
  fields: [{ name: 'reason', label: 'Reason', type: 'text', required: true }],
};

let harness: DiscordHarness;
let receiver: ScriptedReceiver;
async function open(answerMs = 600): Promise<void> {
  harness = await discordHarness({ commands, answerMs, timing: { commandAckMs: 100, clickAckMs: 50 } });
  receiver = scriptedReceiver();
  await harness.platform.start(receiver);
}
afterEach(() => harness.close());

const texts = async (who = harness.ana): Promise<string[]> =>
  (await harness.drive.see(who, harness.place)).map((message) => message.text);

describe('an answer to a command', () => {
  it('acknowledges before work that takes longer than Discord waits, and answers then', async () => {
    await open();
    receiver.next(async (_inbound, responder) => {
      await sleep(900);
      await responder.reply(card('Done at last'), 'quiet');
    });
    await harness.drive.command(harness.ana, harness.place, ['ops', 'help'], {});
    expect(await texts()).toEqual(['Done at last']);
    expect((await harness.drive.see(harness.ben, harness.place)).length).toBe(0);
    expect(callbacks()).toEqual([5]);
  });

  it('is seen by all when it is meant for all, although the promise was quiet', async () => {
    await open();
    receiver.next(async (_inbound, responder) => {
      await sleep(200);
      await responder.reply(card('For everybody'), 'channel');
    });
    await harness.drive.command(harness.ana, harness.place, ['ops', 'help'], {});
    expect(await texts(harness.ben)).toEqual(['For everybody']);
    expect(await texts()).toEqual(['For everybody']);
  });

  it('takes one call when it is quick', async () => {
    await open();
    receiver.next((_inbound, responder) => responder.reply(card('At once'), 'quiet').then(() => undefined));
    await harness.drive.command(harness.ana, harness.place, ['ops', 'help'], {});
    expect(callbacks()).toEqual([4]);
  });

  it('leaves nothing behind when nothing needs saying', async () => {
    await open();
    await harness.drive.command(harness.ana, harness.place, ['ops', 'help'], {});
    await sleep(20);
    expect([...harness.discord.state.messages.values()].every((message) => message.deleted)).toBe(true);
  });

  it('offers a button for a form that comes too late to open by itself', async () => {
    await open();
    receiver.next(async (_inbound, responder) => {
      await sleep(200);
      await responder.openForm(form);
    });
    const { ana, place, drive, discord } = harness;
    await drive.command(ana, place, ['ops', 'help'], {});
    const [message] = await drive.see(ana, place);
    expect(message?.text).toContain('One more thing');
    const opener = message?.controls[0]?.nonce ?? '';
    const opening = discord.player.click(ana.id, message?.ref.message ?? '', opener);
    await discord.answered(opening);
    expect(await drive.seeForm(ana)).toMatchObject({ nonce: 'form-nonce' });
    await drive.submit(ana, place, 'form-nonce', { reason: 'because' });
    expect(receiver.inbound.at(-1)).toMatchObject({ type: 'form', values: { reason: 'because' } });
  });

  it('says at which field a form was refused, and opens it again with what was typed', async () => {
    await open();
    const { ana, place, drive, discord } = harness;
    receiver.next((_inbound, responder) => responder.openForm(form));
    await drive.command(ana, place, ['ops', 'help'], {});
    const refused = {
      ...form,
      fields: form.fields.map((one) => ({ ...one, value: 'x', error: 'Too short.' })),
    };
    receiver.next((_inbound, responder) => responder.openForm(refused));
    await drive.submit(ana, place, 'form-nonce', { reason: 'x' });
    const [message] = await drive.see(ana, place);
    expect(message?.text).toContain('Too short.');
    await discord.answered(
      discord.player.click(ana.id, message?.ref.message ?? '', message?.controls[0]?.nonce ?? ''),
    );
    expect((await drive.seeForm(ana))?.fields[0]).toMatchObject({ value: 'x', hint: '⚠ Too short.' });
  });

  it('says of a form from before a restart that it is gone', async () => {
    await open();
    const { ana, place, discord } = harness;
    const ref = await harness.platform.post(place, card('Old', 'open-form/form-00000000'), 'old');
    await discord.answered(discord.player.click(ana.id, ref.message, 'open-form/form-00000000'));
    expect((await texts()).at(-1)).toContain('This form is gone.');
  });
});

describe('an answer to a click', () => {
  it('comes after the acknowledgement, and that comes once the click is kept', async () => {
    await open();
    const { ana, place, drive, platform } = harness;
    const ref = await platform.post(place, card('Vote', 'n-1'), 'vote');
    const { promise: durable, resolve: keepNow } = Promise.withResolvers<boolean>();
    receiver.take = () => durable;
    receiver.next((_inbound, responder) => responder.reply(card('At once'), 'quiet').then(() => undefined));
    const clicked = drive.click(ana, ref, 'n-1');
    await sleep(100);
    expect(callbacks()).toEqual([]);
    keepNow(true);
    await clicked;
    expect(callbacks()).toEqual([6]);
    await expect.poll(() => texts()).toEqual(['Vote', 'At once']);
  });

  it('is a form at once where the control announces one', async () => {
    await open();
    const { ana, place, drive, platform } = harness;
    const ref = await platform.post(place, card('Vote', 'n-1', true), 'vote');
    receiver.next((_inbound, responder) => responder.openForm(form));
    const [message] = await drive.see(ana, place);
    await drive.click(ana, ref, message?.controls[0]?.nonce ?? '');
    expect(callbacks()).toEqual([9]);
    expect(receiver.inbound[0]).toMatchObject({ type: 'button', nonce: 'n-1' });
    expect(await drive.seeForm(ana)).toMatchObject({ nonce: 'form-nonce' });
  });

  it('is a button for a form that the control did not announce', async () => {
    await open();
    const { ana, place, drive, platform } = harness;
    const ref = await platform.post(place, card('Vote', 'n-1'), 'vote');
    receiver.next((_inbound, responder) => responder.openForm(form));
    await drive.click(ana, ref, 'n-1');
    await expect.poll(() => texts()).toEqual(['Vote', expect.stringContaining('One more thing')]);
  });

  it('can be given by another process, which reads the click again', async () => {
    await open();
    const { ana, ben, place, drive, platform } = harness;
    const ref = await platform.post(place, card('Vote', 'n-1'), 'vote');
    const taken: Taken[] = [];
    receiver.take = async (delivery) => taken.push(delivery) === 1;
    await drive.click(ana, ref, 'n-1');
    const kept = JSON.parse(JSON.stringify(taken[0]?.kept)) as Json;
    const recalled = await platform.recall?.(kept);
    expect(recalled?.inbound).toEqual(receiver.inbound[0]);
    await recalled?.responder.reply(card('Done after a restart'), 'quiet');
    expect(await texts()).toEqual(['Vote', 'Done after a restart']);
    expect(await texts(ben)).toEqual(['Vote']);
    expect(callbacks()).toEqual([6]);
  });

  it('goes to the person directly once Discord takes no answer to the click any more', async () => {
    await open();
    const { ana, place, drive, platform, discord } = harness;
    const ref = await platform.post(place, card('Vote', 'n-1'), 'vote');
    const taken: Taken[] = [];
    receiver.take = async (delivery) => taken.push(delivery) === 1;
    await drive.click(ana, ref, 'n-1');
    const kept = taken[0]?.kept;
    if (kept === undefined) throw new Error('the click was not kept');
    const recalled = await platform.recall?.(kept);
    // The token has run out.
    discord.state.interactions.clear();
    await recalled?.responder.reply(card('Much later'), 'quiet');
    const direct = [...discord.state.messages.values()].find((one) => one.channel !== place.channel);
    expect(JSON.stringify(direct?.body)).toContain('Much later');
    expect(await texts()).toEqual(['Vote']);
  });

  it.each([
    ['10062: nobody answered in time', 'gone'],
    ['50027: its token ran out', 'late'],
  ] as const)(
    'goes directly where Discord says %s, opens no form there, and calls whoever takes no direct message',
    async (_what, how) => {
      await open();
      const { ana, ben, place, drive, platform, discord } = harness;
      const ref = await platform.post(place, card('Vote', 'n-1'), 'vote');
      const taken: Taken[] = [];
      receiver.take = async (delivery) => taken.push(delivery) === 1;
      await drive.click(ana, ref, 'n-1');
      const recalled = await platform.recall?.(taken[0]?.kept ?? null);
      if (how === 'gone') discord.state.interactions.clear();
      for (const one of discord.state.interactions.values()) Object.assign(one, { sentAt: -16 * 60_000 });
      await expect(recalled?.responder.openForm(form)).rejects.toMatchObject({ code: 'discord.form-late' });
      await recalled?.responder.reply(card('For Ana alone'), 'quiet');
      const direct = [...discord.state.messages.values()].filter((one) => one.channel !== place.channel);
      expect(JSON.stringify(direct.map(({ body }) => body))).toContain('For Ana alone');
      const takesNone = { code: 50007, message: 'Cannot send messages to this user' };
      discord.failNext('POST', /^\/users\/@me\/channels/, {
        type: 'edge',
        status: 403,
        contentType: 'application/json',
        body: JSON.stringify(takesNone),
      });
      await recalled?.responder.reply(card('For Ana alone again'), 'quiet');
      const [, called] = await drive.see(ben, place);
      expect(called?.text).toContain('There is an answer for you alone');
      expect(called?.text).not.toContain('For Ana alone');
      expect(called?.pinged).toEqual([ana.id]);
    },
  );

  it('tells of a click that could not be kept', async () => {
    await open();
    const { ana, place, drive, platform } = harness;
    const ref = await platform.post(place, card('Vote', 'n-1'), 'vote');
    receiver.take = () => Promise.reject(new Error('the database is away'));
    receiver.next((_inbound, responder) => responder.reply(card('Failed'), 'quiet').then(() => undefined));
    await drive.click(ana, ref, 'n-1');
    await expect.poll(() => texts()).toEqual(['Vote', 'Failed']);
  });

  it('acknowledges work that takes long without changing the card, and tells the result to the clicker', async () => {
    await open();
    const { ana, ben, place, drive, platform } = harness;
    const ref = await platform.post(place, card('Vote', 'n-1'), 'vote');
    receiver.next(async (_inbound, responder) => {
      await sleep(150);
      await responder.reply(card('Refused'), 'quiet');
    });
    await drive.click(ana, ref, 'n-1');
    expect(callbacks()).toEqual([6]);
    expect(await texts()).toEqual(['Vote', 'Refused']);
    expect((await drive.see(ben, place)).map((one) => one.text)).toEqual(['Vote']);
  });

  it('survives an acknowledgement that fails', async () => {
    await open();
    const { ana, place, drive, platform, discord } = harness;
    const ref = await platform.post(place, card('Vote', 'n-1'), 'vote');
    discord.failNext('POST', /^\/interactions\//, { type: 'status', status: 500 }, 2);
    const clicked = discord.player.click(ana.id, ref.message, 'n-1');
    await expect(discord.answered(clicked)).rejects.toThrow('not answered in time');
    await drive.click(ana, ref, 'n-1');
    expect(receiver.inbound).toHaveLength(2);
  });
});

function callbacks(): readonly number[] {
  return harness.discord.requests
    .filter(({ path }) => path.startsWith('/interactions/'))
    .map(({ body }) => (body as { type: number }).type);
}

describe('an answer that Discord does not take', () => {
  /** What was sent anywhere but in the channel of the command. */
  const elsewhere = (): string =>
    [...harness.discord.state.messages.values()]
      .filter((message) => message.channel !== harness.place.channel)
      .map(({ body }) => JSON.stringify(body))
      .join();

  it('comes as a direct message when the interaction is unknown by then', async () => {
    await open(300);
    harness.discord.failNext('POST', /^\/interactions\//, { type: 'status', status: 404 }, 1);
    receiver.next(async (_inbound, responder) => {
      await sleep(400);
      await responder.reply(card('Late, but here'), 'quiet');
    });
    await harness.drive.command(harness.ana, harness.place, ['ops', 'help'], {}).catch(() => undefined);
    await expect.poll(elsewhere).toContain('Late, but here');
    expect(await texts(harness.ben)).toEqual([]);
  });

  it('is there once when only the answer to the first call was lost', async () => {
    await open();
    harness.discord.failNext('POST', /^\/interactions\//, { type: 'lose-answer' });
    let ended = false;
    receiver.next(async (_inbound, responder) => {
      await responder.reply(card('Once'), 'quiet');
      ended = true;
    });
    await harness.drive.command(harness.ana, harness.place, ['ops', 'help'], {});
    expect(ended).toBe(true);
    expect(await texts()).toEqual(['Once']);
  });
});
