import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AppWorld, startApp } from '../support/app/app.ts';
import { idOn } from '../support/app/person.ts';
import { account, placeIn } from '../support/chat/memory-platform.ts';

const HUGE = 'lorem ipsum '.repeat(8_500);

describe('bad input', () => {
  let world: AppWorld;
  beforeAll(async () => {
    world = await startApp();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  const echo = async (text: string) => {
    await world.as('ana').command('/ops run', { action: 'lab:echo' });
    await world.as('ana').form();
    await world.as('ana').submit({ text });
  };

  it('5.20 an unknown action names the nearest ones, and is logged', async () => {
    await world.as('ana').command('/ops run', { action: 'twist:circuit-breaker/rset' });
    const refusal = await world.as('ana').sees('There is no action "twist:circuit-breaker/rset"');
    expect(refusal.quiet).toBe(true);
    expect(refusal.text).toContain('Did you mean twist:circuit-breaker/reset');
    expect(await world.refusals()).toContain('access.refused action.unknown');
  });

  it('5.20 an unknown command names the one that was meant and the way to the list', async () => {
    await world.as('ana').command('/twist helth');
    const { text } = await world.as('ana').sees('There is no command /twist helth');
    expect(text).toContain('Did you mean /twist health?');
    expect(text).toContain('/ops help');
    expect(await world.refusals()).toContain('access.refused command.unknown');
  });

  it('5.20 words that nobody understands are refused, with how the command is written', async () => {
    await world.as('ana').command('/ops status', { system: 'twist foo' });
    const surplus = await world.as('ana').sees('"foo" was not understood');
    expect(surplus.text).toContain('/ops status [system:…]');
    await world.as('ana').command('/ops link list all of them');
    await world.as('ana').sees('"all of them" was not understood');
    expect(await world.refusals()).toContain('access.refused command.surplus');
  });

  it('5.20 a misspelt system and a misspelt id are told the ones that were meant', async () => {
    await world.as('ana').command('/ops status', { system: 'twits' });
    expect((await world.as('ana').sees('There is no system "twits"')).text).toContain(
      "Did you mean 'twist'?",
    );
    await world.as('ana').command('/ops audit show', { of: 'peple' });
    expect((await world.as('ana').sees('The log has nothing about peple')).text).toContain(
      'Did you mean people?',
    );
  });

  it('the log tells a newcomer in words and by name what happened, in order', async () => {
    await world.as('ana').command('/ops audit show', { of: 'access' });
    const { text } = await world.as('ana').sees('Log of access');
    expect(text).toContain('the oldest first');
    expect(text).toMatch(/Something was refused \(Ana/);
    expect(text).not.toMatch(/access\.refused|principal\//);
    await world.as('ana').command('/ops audit show', { of: 'people' });
    expect((await world.as('ana').sees('Log of people')).text).toContain(
      'People and roles were read from the settings',
    );
  });

  it('5.20 a misspelt parameter is never ignored: it is named, with the one that was meant', async () => {
    await world.as('ana').command('/twist logs', { line: '5' });
    const refusal = await world.as('ana').sees('/twist logs has no option "line".');
    expect(refusal.text).toContain("Did you mean 'lines'?");
    await world.settle();
    expect((await world.as('ana').all()).some((one) => one.text.includes('Buyback log'))).toBe(false);
  });

  it('5.20 values outside their type, range, choices or pattern are marked in the form, all at once', async () => {
    await world.as('ana').command('/ops run', { action: 'lab:switch' });
    await world.as('ana').submit({ unit: 'TWIST; rm -rf /', count: '9', ring: 'deafening' });
    const form = await world.as('ana').form();
    const errors = Object.fromEntries(form.fields.map(({ name, error }) => [name, error ?? '']));
    expect(errors.unit).not.toBe('');
    expect(errors.count).toContain('at most 5');
    expect(errors.ring).toContain('soft');
    expect(form.fields.find(({ name }) => name === 'unit')?.value).toBe('TWIST; rm -rf /');
    await world.as('ana').submit({ unit: 'twist-decay', count: '2', ring: 'loud' });
    await world.as('ivan').sees(['Name a unit', 'Done after', 'twist-decay']);
  });

  it('5.10 a value that begins with - cannot become an option', async () => {
    await echo('-v');
    const said = await world.as('ana').sees('-v');
    expect(said.text).toMatch(/begins? with/);
    await world.settle();
    expect((await world.as('ivan').all()).some((one) => one.text.startsWith('Print a text'))).toBe(false);
  });

  it('5.10 shell metacharacters arrive at the program as they were typed', async () => {
    const text = `$(touch /tmp/keyturn-owned) ; \`id\` | cat & "quotes" 'single' > /tmp/x * ~ \${HOME} %s`;
    await echo(text);
    const card = await world.as('ivan').sees(['Print a text', 'Done after']);
    expect(card.text).toContain(text);
  });

  it('5.17 markup and mentions are shown as they are, and reach nobody', async () => {
    const text = '@everyone <@U123> <!channel> [safe](https://evil.example) ```';
    await echo(text);
    const card = await world.as('ivan').sees(['Print a text', 'Done after']);
    expect(card.text).toContain(text);
    expect(card.pinged).toEqual([]);
    expect(card.links).toEqual([]);
  });

  it('5.17 hidden characters in a parameter are refused, and shown instead of acted on', async () => {
    await echo('\u202Etxt.exe\u200B');
    const form = await world.as('ana').form();
    expect(form.fields[0]?.error).toMatch(/hidden|invisible/);
    await world.as('ana').command('/ops run', { action: 'twist:\u202Etxt' });
    expect((await world.as('ana').sees('There is no action')).text).toContain('twist:\\u202Etxt');
  });

  it('5.17 a text of 100 kB is refused with its limit, and nothing is lost or broken', async () => {
    await echo(HUGE);
    const form = await world.as('ana').form();
    expect(form.fields[0]?.error).toContain('4000');
    await world.as('ana').command('/ops run', { action: HUGE });
    const refusal = await world.as('ana').sees('has 102,000 characters, and takes at most 200');
    expect(refusal.text.length).toBeLessThan(2_000);
    await world.as('ana').command('/twist pause-all');
    await world.as('ana').submit({ _reason: HUGE, _confirmation: 'emergency/pause-all' });
    const limit = await world.as('ana').sees('The reason has 101,999 characters, and 2,000 is the most');
    expect(limit.text).toContain('Shorten it');
    expect(world.plant.state().operations.paused).toBe(false);
  });

  it('5.6 a button that is too old does nothing, and says how to get a fresh one', async () => {
    await world.as('ana').command('/ops run', { action: 'lab:snapshot/approved' });
    const card = await world.as('ben').sees('Approval needed: Snapshot with one approval');
    await world.as('ben').click(card, 'Details');
    const details = await world.as('ben').sees('Details: Snapshot with one approval');
    world.advance(61 * 60_000);
    await world.as('ben').stale(details, 'Log');
    const refusal = await world.as('ben').sees('This button or form is too old.');
    expect(refusal.text).toContain('Give the command again');
    // Its last drawing gives it buttons of that time.
    await world.as('ben').sees(['Snapshot with one approval', 'Expired:']);
    await world.settle();
    world.advance(61 * 24 * 3_600_000);
    await world.as('ben').stale(card, 'Details');
    await world.until(
      'the card refuses, too',
      async () => (await world.refusals()).filter((one) => /button\.(expired|unknown)/.test(one)).length >= 2,
    );
  });

  it("5.6 somebody else's button does nothing", async () => {
    await world.as('ana').command('/ops run', { action: 'lab:snapshot/approved' });
    const card = await world.as('ben').sees('Approval needed: Snapshot with one approval');
    await world.as('ben').click(card, 'Details');
    const details = await world.as('ben').sees('Details: Snapshot with one approval');
    const nonce = details.controls[0]?.nonce ?? '';
    await world.platform.click(account('ivan'), details.ref, nonce);
    expect((await world.as('ivan').sees('This is not yours to use.')).quiet).toBe(true);
  });

  it("5.6 somebody else's form does nothing", async () => {
    await world.as('ana').command('/ops run', { action: 'lab:echo' });
    const { nonce } = await world.as('ana').form();
    await world.platform.submit(account('ben'), placeIn('ops-twist'), nonce, { text: 'stolen' });
    await world.as('ben').sees('This is not yours to use.');
    await world.as('ana').submit({ text: 'mine' });
    await world.as('ivan').sees(['Print a text', 'Done after', 'mine']);
  });

  it('5.6 a made-up button, and one copied to another message, do nothing', async () => {
    await world.as('ana').command('/ops run', { action: 'lab:snapshot/approved' });
    const card = await world.as('ben').sees('Approval needed: Snapshot with one approval');
    const nonce = card.controls.find(({ label }) => label === 'Approve')?.nonce ?? '';
    await world.platform.click(account('ben'), card.ref, 'made-up');
    await world.as('ben').sees('Keyturn did not make it');
    await world.platform.click(account('ben'), { ...card.ref, message: 'm999999' }, nonce);
    await world.as('ben').sees('It belongs to another message');
    expect((await world.as('ivan').again(card)).text).toContain('0 of 1 approval');
  });

  it('5.4 a click on a finished request changes nothing, and says how it ended', async () => {
    await world.as('ana').command('/ops run', { action: 'lab:snapshot/approved' });
    const card = await world.as('ben').sees('Approval needed: Snapshot with one approval');
    const before = world.effects('snapshot.create');
    await world.as('ben').click(card, 'Approve');
    await world.as('ivan').reads(card, 'Carried out');
    for (const label of ['Approve', 'Reject', 'Veto', 'Withdraw request'])
      await world.as('chen').stale(card, label);
    const told = await world.until('four answers', async () => {
      const all = (await world.as('chen').all()).filter((one) =>
        one.text.includes('The request is over: carried out'),
      );
      return all.length >= 3 && all;
    });
    expect(told.every((one) => one.quiet)).toBe(true);
    expect(world.effects('snapshot.create') - before).toBe(1);
    expect(idOn(card)).toMatch(/^apr-/);
  });

  it('5.2 an account without a person can neither ask, nor approve, nor look', async () => {
    await world.as('jo').command('/twist health');
    const refusal = await world.as('jo').sees('linked to nobody');
    expect(refusal.text).toContain('Ask an administrator to add you');
    await world.as('jo').command('/ops approvals list');
    await world.as('jo').command('/ops audit export');
    await world.settle();
    const seen = await world.as('jo').all();
    expect(seen).toHaveLength(3);
    expect(seen.every((one) => one.quiet && one.text.includes('linked to nobody'))).toBe(true);
    expect(seen.flatMap((one) => one.files)).toEqual([]);
  });

  it('5.12 every refusal above is in the log, which verifies', async () => {
    const refusals = await world.refusals();
    for (const code of [
      'action.unknown',
      'button.expired',
      'button.foreign',
      'button.unknown',
      'button.copied',
    ]) {
      expect(refusals).toContain(`access.refused ${code}`);
    }
    expect((await world.verify()).findings).toEqual([]);
  });
});
