import { beforeEach, describe, expect, it } from 'vitest';
import type { Seen } from '../../../contract/chat-harness.ts';
import { botWorldOfFile } from '../../../support/chat/bot-world.ts';
import { account } from '../../../support/chat/memory-platform.ts';

const SRE = ['ana', 'ben', 'cem', 'dan', 'eve'];
const MINUTE = 60_000;
const PAUSE = 'steps: [{ shell: { run: [/bin/pause] }, effect: unsafe }]';
const ASK = '{ confirm: { question: Is it real?, evidence: required } }';

describe('a run that waits for people', async () => {
  const world = await botWorldOfFile();
  beforeEach(() => {
    for (const name of ['demo', 'fallback']) world.chat.channels.add(name);
  });

  const under = async (seen: Seen) => world.platform.seeThread(account('ana'), seen.ref);
  const run = (title: string) => world.find('ana', title, 'demo');
  /** Time passes, and what is due then happens. */
  async function later(ms: number): Promise<void> {
    world.clock.advance(ms);
    await world.fire();
  }
  async function quiet(forMs: number): Promise<void> {
    const now = await world.db.read((reader) => reader.now());
    const minute = now.getUTCHours() * 60 + now.getUTCMinutes();
    world.quiet.hours = { from: minute, to: (minute + forMs / MINUTE) % (24 * 60), zone: 'UTC' };
  }
  /** Stopping is a slot that nobody has filled in: Ana breaks the glass, and has to do it by hand. */
  async function pausedByHand(): Promise<Seen> {
    await world.rewrite(PAUSE, 'steps: [{ slot: valve }]', [
      'channels:\n',
      'slots:\n  valve: { title: Close the valve, source: L21, manual: Turn the valve by hand., of: [sre, lead] }\nchannels:\n',
    ]);
    await world.command('ana', 'ops run', { action: 'demo:pause' });
    await world.submit('ana', { _reason: 'it leaks', _confirmation: 'pause' });
    const preview = await world.find('ana', 'Break the glass?');
    await world.click('ana', preview, 'Break the glass now');
    return preview;
  }

  it('says before the glass is broken which of its steps wait for whom, and not that one is alone with it', async () => {
    const { text } = await pausedByHand();
    expect(text).toContain(
      'It begins at once, on you alone, when you press the red button, and waits for people at one of its steps.',
    );
    expect(text).toContain(
      'By hand: Close the valve – you do it, or have it done; sre or lead, not you, confirms it',
    );
  });

  it('calls whoever does it by hand and all who may confirm it, and tells each what is theirs', async () => {
    await pausedByHand();
    const card = await run('Turn the valve by hand');
    expect(card.text).toContain(
      'Needs an answer: Turn the valve by hand. Ana: do it now, or have it done. Somebody else then confirms it below.',
    );
    expect(card.text).toContain(
      'Done by Ana, or by whoever they ask; that it was done is confirmed by sre or lead, not the requester',
    );
    const [call, ...more] = await under(card);
    expect(call?.pinged).toEqual([...SRE, 'lea']);
    expect(call?.text).toContain('Ana: do it now, or have it done: “Turn the valve by hand.”');
    expect(call?.text).toContain(
      'All others who are called: confirm on its card that Ana did it, or had it done',
    );
    expect(more).toEqual([]);
  });

  it('says in each inbox what of it is theirs', async () => {
    await pausedByHand();
    await world.command('ana', 'ops inbox');
    expect((await world.find('ana', 'Runs that ask you')).text).toContain(
      'do it now, or have it done; somebody else confirms it',
    );
    await world.command('lea', 'ops inbox');
    expect((await world.find('lea', 'Runs that ask you')).text).toContain(
      'confirm that Ana did it, or had it done',
    );
  });

  it('gives no form to whoever may not answer: they hear at once why', async () => {
    await pausedByHand();
    await world.click('ana', await run('Turn the valve by hand'), 'Done');
    expect((await world.find('ana', 'Your answer was not taken', 'demo')).text).toContain(
      'Somebody else than the requester has to answer',
    );
    expect(await world.platform.seeForm(account('ana'))).toBeUndefined();
    await world.click('lea', await run('Turn the valve by hand'), 'Done');
    expect((await world.platform.seeForm(account('lea')))?.intro).toBe('Turn the valve by hand.');
  });

  it('wakes people where a glass was broken for it', async () => {
    await quiet(60 * MINUTE);
    await pausedByHand();
    expect((await under(await run('Turn the valve by hand')))[0]?.pinged).toEqual([...SRE, 'lea']);
  });

  it('calls those of a role that alone may answer, and waits with it until the quiet hours end', async () => {
    await quiet(5 * MINUTE);
    await world.rewrite(ASK, '{ confirm: { question: Is it real?, evidence: required, of: [lead] } }');
    await world.command('ana', 'ops run', { action: 'demo:ask' });
    expect(await under(await run('Is it real?'))).toEqual([]);
    await later(5 * MINUTE);
    const [call] = await under(await run('Is it real?'));
    expect(call?.pinged).toEqual(['lea']);
    expect(call?.text).toContain('“Ask a person”, asked by Ana, asks lead: “Is it real?”');
  });

  it('does not call whoever has just begun it and may answer, but all who may once nobody has for a while', async () => {
    await world.rewrite(ASK, '{ confirm: { question: Is it real?, evidence: required, of: [sre] } }');
    await world.command('ana', 'ops run', { action: 'demo:ask' });
    expect(await under(await run('Is it real?'))).toEqual([]);
    await later(10 * MINUTE);
    expect((await under(await run('Is it real?'))).map(({ pinged }) => pinged)).toEqual([SRE]);
    await later(60 * MINUTE);
    expect(await under(await run('Is it real?'))).toHaveLength(1);
  });

  it('calls again and again while an emergency waits, and once more when somebody has cancelled it in doubt', async () => {
    await pausedByHand();
    const card = await run('Turn the valve by hand');
    await later(10 * MINUTE);
    await later(30 * MINUTE);
    await later(30 * MINUTE);
    const calls = await under(card);
    expect(calls).toHaveLength(4);
    expect(calls.at(-1)?.pinged).toEqual([...SRE, 'lea']);
    await world.click('ana', await run('Turn the valve by hand'), 'Cancel');
    await world.click('ana', await run('Cancel this?'), 'Cancel it now');
    await later(30 * MINUTE);
    const after = await under(card);
    expect(after).toHaveLength(5);
    expect(after.at(-1)?.text).toContain(
      'has ended, and nobody knows whether "By hand: Close the valve" took effect',
    );
    await later(30 * MINUTE);
    expect(await under(card)).toHaveLength(5);
  });

  it('calls nobody a second time once it was answered', async () => {
    await pausedByHand();
    await world.click('lea', await run('Turn the valve by hand'), 'Done');
    await world.submit('lea', { evidence: 'seen' });
    await later(10 * MINUTE);
    expect(await under(await run('Pause everything'))).toHaveLength(1);
  });

  it('calls those who may decide about an effect of which nobody knows', async () => {
    world.programs.set('/bin/reset', async () => Promise.reject(new Error('the line is dead')));
    await world.command('ivan', 'demo reset', { target: 'main' });
    await world.click('ben', await run('Reset the breaker'), 'Approve');
    const card = await run('Nobody knows whether');
    const [call] = await under(card);
    expect(call?.pinged).toEqual([...SRE, 'ivan']);
    expect(call?.text).toContain('look, then decide on its card');
  });
});

describe('an emergency that has ended in doubt', async () => {
  const world = await botWorldOfFile();

  it('waits for nobody, and calls at any hour whoever began it and all who had a say in it', async () => {
    for (const name of ['demo', 'fallback']) world.chat.channels.add(name);
    const now = await world.db.read((reader) => reader.now());
    const minute = now.getUTCHours() * 60 + now.getUTCMinutes();
    world.quiet.hours = { from: minute, to: (minute + 60) % (24 * 60), zone: 'UTC' };
    world.programs.set('/bin/pause', async () => Promise.reject(new Error('the line is dead')));
    await world.command('ana', 'ops run', { action: 'demo:pause' });
    await world.submit('ana', { _reason: 'it leaks', _confirmation: 'pause' });
    await world.click('ana', await world.find('ana', 'Break the glass?'), 'Break the glass now');
    const card = await world.find('ana', 'nobody knows whether', 'demo');
    expect(card.text).toContain('Ended');
    expect(card.text).toContain('the line is dead');
    expect(card.controls.map(({ label }) => label)).toContain('Run again');
    const [call, ...more] = await world.platform.seeThread(account('ana'), card.ref);
    expect(call?.pinged).toEqual([...SRE, 'lea']);
    expect(call?.text).toContain(
      'Look now: “Pause everything”, begun by Ana, has ended, and nobody knows whether',
    );
    expect(more).toEqual([]);
  });
});

describe('a notice that names roles', async () => {
  const world = await botWorldOfFile();

  it('calls those who hold them where it stands, and a notice that names none calls nobody', async () => {
    await world.rewrite(
      "notify: { channel: alerts, text: 'done @everyone' }",
      "notify: { channel: alerts, calls: [lead], text: 'done @everyone' }",
    );
    await world.command('ana', 'ops run', { action: 'demo:ask' });
    const card = await world.find('ana', 'Is it real?', 'demo');
    await world.click('ana', card, 'Done');
    await world.submit('ana', { evidence: 'seen' });
    expect((await world.find('ana', 'done', 'alerts')).pinged).toEqual(['lea']);
    await world.rewrite('', '');
    await world.command('ana', 'ops run', { action: 'demo:ask' });
    await world.click('ana', await world.find('ana', 'Is it real?', 'demo'), 'Done');
    await world.submit('ana', { evidence: 'seen again' });
    expect((await world.find('ana', 'done', 'alerts')).pinged).toEqual([]);
  });

  it('says so where nobody holds one of them: it must not look as if somebody had been called', async () => {
    await world.rewrite(
      "notify: { channel: alerts, text: 'done @everyone' }",
      "notify: { channel: alerts, calls: [lead, nobody], text: 'done @everyone' }",
    );
    await world.command('ana', 'ops run', { action: 'demo:ask' });
    await world.click('ana', await world.find('ana', 'Is it real?', 'demo'), 'Done');
    await world.submit('ana', { evidence: 'seen' });
    const notice = await world.find('ana', 'Nobody holds nobody', 'alerts');
    expect(notice.text).toContain('so nobody of it was called: tell somebody yourself');
    expect(notice.pinged).toEqual(['lea']);
  });
});
