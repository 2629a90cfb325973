import { TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BotWorld, openBotWorld } from '../../support/chat/bot-world.ts';
import { account } from '../../support/chat/memory-platform.ts';

let world: BotWorld;
beforeAll(async () => {
  world = await openBotWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  // Early in a time step, so that none ends in the middle of a test's sentence.
  world.clock.advance(31_000 - (world.clock.now().getTime() % 30_000));
});

const codeAt = (secret: string, steps = 0) =>
  new TOTP({ secret }).generate({ timestamp: world.clock.now().getTime() + steps * 30_000 });

async function enroll(who: string): Promise<string> {
  await world.command(who, 'ops totp enroll');
  const card = await world.find(who, 'Set up your authenticator');
  expect(card.quiet).toBe(true);
  const secret = /secret=([A-Z2-7]+)/.exec(card.text)?.[1] ?? '';
  await world.click(who, card, 'Enter a first code');
  await world.submit(who, { code: codeAt(secret, -1) });
  await world.find(who, 'Your authenticator is set up');
  return secret;
}

const requestCard = (who: string) => world.find(who, 'Melt the breaker', 'demo');

async function approveWith(who: string, code: string): Promise<void> {
  await world.click(who, await requestCard(who), 'Approve');
  await world.submit(who, { code });
}

describe('an approval with a one-time code', () => {
  it('starts on the right code, and neither keeps nor logs it', async () => {
    const secret = await enroll('ben');
    await world.command('ana', 'ops run', { action: 'demo:breaker/melt' });
    const id = /apr-\w+/.exec((await requestCard('ben')).text)?.[0] ?? '';
    const code = codeAt(secret);
    await approveWith('ben', code);
    expect(world.started).toEqual(['/bin/melt']);
    const rows = await world.db.read((reader) =>
      reader.run(`select body from audit_entry where chain = 'request/${id}'`, []),
    );
    expect(JSON.stringify(rows)).toContain('checked');
    expect(JSON.stringify(rows)).not.toContain(code);
  });

  it('does not count a wrong code, one of somebody else, or one that was used', async () => {
    const used = codeAt(await enroll('ben'), -1);
    const theirs = codeAt(await enroll('cem'));
    await world.command('ana', 'ops run', { action: 'demo:breaker/melt' });
    await approveWith('ben', '12');
    await approveWith('ben', theirs);
    await approveWith('ben', used);
    expect(world.started).toEqual([]);
    const id = /apr-\w+/.exec((await requestCard('ben')).text)?.[0] ?? '';
    expect((await world.log(`request/${id}`)).filter((kind) => kind === 'vote.refused')).toHaveLength(3);
    expect((await world.platform.seeForm(account('ben')))?.fields).toMatchObject([
      { name: 'code', error: expect.stringContaining('used before') },
      { name: 'reason' },
    ]);
  });

  it('tells who has no authenticator how to get one, and lets anybody entitled reject without', async () => {
    await world.command('ana', 'ops run', { action: 'demo:breaker/melt' });
    await approveWith('ben', '123456');
    expect((await world.find('ben', '/ops totp enroll')).quiet).toBe(true);
    await world.click('ben', await requestCard('ben'), 'Reject');
    await world.submit('ben', {});
    expect((await requestCard('ben')).text).toContain('Rejected by Ben');
  });

  it('5.6 takes no reaction for it', async () => {
    await enroll('ben');
    await world.command('ana', 'ops run', { action: 'demo:breaker/melt' });
    await world.platform.react(account('ben'), (await requestCard('ben')).ref, '✅');
    await world.settle();
    expect((await world.find('ben', 'Your reaction is not a vote', 'demo')).quiet).toBe(true);
    expect(world.started).toEqual([]);
  });

  it('locks after five wrong codes and says so', async () => {
    const secret = await enroll('ben');
    await world.command('ana', 'ops run', { action: 'demo:breaker/melt' });
    for (let wrong = 0; wrong < 5; wrong += 1) await approveWith('ben', '000');
    await approveWith('ben', codeAt(secret));
    await world.find('ben', 'Too many wrong codes');
    expect(world.started).toEqual([]);
    expect(await world.log('people')).toContain('totp.locked');
  });
});

async function fieldsOf(who: string) {
  return (await world.platform.seeForm(account(who)))?.fields;
}

describe('a form whose one-time code was wrong', () => {
  it('comes back with its error in place and without the code: the first one of an authenticator', async () => {
    await world.command('ben', 'ops totp enroll');
    const card = await world.find('ben', 'Set up your authenticator');
    const secret = /secret=([A-Z2-7]+)/.exec(card.text)?.[1] ?? '';
    await world.click('ben', card, 'Enter a first code');
    await world.submit('ben', { code: '123' });
    expect(await fieldsOf('ben')).toMatchObject([
      { name: 'code', error: expect.stringContaining('wrong or too old') },
    ]);
    expect(JSON.stringify(await fieldsOf('ben'))).not.toContain('"value"');
    expect(await world.log('access')).toEqual(['access.refused']);
    await world.submit('ben', { code: codeAt(secret) });
    await world.find('ben', 'Your authenticator is set up');
  });

  it('comes back when an authenticator is removed, until too many were wrong', async () => {
    const secret = await enroll('ben');
    await world.command('ben', 'ops totp remove');
    await world.submit('ben', { code: codeAt(secret, -1) });
    expect(await fieldsOf('ben')).toMatchObject([{ error: expect.stringContaining('used before') }]);
    for (let wrong = 0; wrong < 5; wrong += 1) await world.submit('ben', { code: '000' });
    await world.find('ben', 'Too many wrong codes');
    expect(await world.log('people')).toContain('totp.locked');
  });
});

describe('an authenticator', () => {
  it('is removed with one of its codes only', async () => {
    const secret = await enroll('ben');
    await world.command('ben', 'ops totp remove');
    await world.submit('ben', { code: '1' });
    await world.submit('ben', { code: codeAt(secret) });
    await world.find('ben', 'Your authenticator was removed');
  });
});
