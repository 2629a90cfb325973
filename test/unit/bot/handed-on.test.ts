import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BotWorld, openBotWorld } from '../../support/chat/bot-world.ts';
import { account } from '../../support/chat/memory-platform.ts';

const PROPOSE = { action: 'demo:buffer/propose' };

describe('a value that one action hands on to another', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld();
  });
  beforeEach(async () => {
    await world.reset();
    // The log stays: what was handed on before is too old by then.
    world.clock.advance(7_200_000);
  });
  afterAll(() => world.close());

  async function write(buffer: string): Promise<void> {
    world.programs.set('/bin/write', async () => ({ out: `Deploying\nBuffer: ${buffer}\n`, code: 0 }));
    await world.command('ana', 'ops run', { action: 'demo:buffer/write' });
  }

  async function form() {
    return world.platform.seeForm(account('ana'));
  }

  it('is what is asked for, approved and carried out', async () => {
    await write('9xQeWvG8');
    await world.command('ana', 'ops run', PROPOSE);
    const [field] = (await form())?.fields ?? [];
    expect(field).toMatchObject({ name: 'buffer', value: '9xQeWvG8' });
    expect(field?.hint).toMatch(/^The buffer\. From run-\w{8}, which Ana had run: it ended /);
    await world.submit('ana', { buffer: field?.value ?? '' });
    const card = await world.find('ben', 'Propose the buffer', 'demo');
    expect(card.text).toContain('9xQeWvG8');
    await world.click('ben', card, 'Approve');
    expect(world.started).toContain('/bin/propose 9xQeWvG8');
  });

  it('is that of the newest run', async () => {
    await write('first');
    world.clock.advance(60_000);
    await write('second');
    await world.command('ana', 'ops run', PROPOSE);
    expect(await form()).toMatchObject({ fields: [{ value: 'second' }] });
  });

  it('gives way to what somebody types', async () => {
    await write('9xQeWvG8');
    await world.command('ana', 'ops run', PROPOSE);
    await world.submit('ana', { buffer: 'another' });
    const { text } = await world.find('ben', 'Propose the buffer', 'demo');
    expect(text).toContain('another');
    expect(text).not.toContain('9xQeWvG8');
  });

  it('is asked for where no run has handed one on, and the form says so', async () => {
    await world.command('ana', 'ops run', PROPOSE);
    const [field] = (await form())?.fields ?? [];
    expect(field?.hint).toBe('The buffer. No run of demo:buffer/write has handed one on lately.');
    await world.submit('ana', { buffer: '' });
    expect(JSON.stringify(await form())).toContain('A successful run of buffer/write hands one on.');
  });

  it('is asked for anew when it is older than the action takes it', async () => {
    await write('9xQeWvG8');
    world.clock.advance(3_700_000);
    await world.command('ana', 'ops run', PROPOSE);
    const [field] = (await form())?.fields ?? [];
    expect(field?.value).toBeUndefined();
    expect(field?.hint).toContain('has handed one on lately');
  });

  const onRows = (change: string) => world.db.transact((tx) => tx.orm.execute(sql.raw(change)));

  it.each([
    [
      'its result is altered',
      `update step_run set result = jsonb_set(result::jsonb, '{found,buffer}', '"forged"')::json`,
    ],
    [
      'its row is gone',
      `with o as (delete from run_output), s as (delete from step_run), l as (delete from run_lock) delete from run`,
    ],
    [
      'its row says that it failed',
      `update run set state = 'failed' where id = (select id from run order by finished_at desc limit 1)`,
    ],
  ])('is taken from no row that somebody else wrote: %s', async (_what, change) => {
    await write('older');
    world.clock.advance(1_000);
    await write('newest');
    await onRows(change);
    await world.command('ana', 'ops run', PROPOSE);
    const [field] = (await form())?.fields ?? [];
    expect(field?.value).toBeUndefined();
    expect(field?.hint).toMatch(/What run-\w{8} handed on is not what Keyturn wrote .*keyturn audit verify/);
  });

  it.each([
    ['another action', `action = 'demo:buffer/write'`],
    ['another environment', `environment = 'test'`],
  ])('is not taken from a run of %s whose row says otherwise', async (_what, change) => {
    await world.command('ana', 'ops run', { action: 'demo:health/check' });
    await onRows(`update run set ${change}, plan = plan`);
    await world.command('ana', 'ops run', PROPOSE);
    expect((await form())?.fields[0]?.value).toBeUndefined();
  });

  it('is not handed on by a run that did not find it', async () => {
    world.programs.set('/bin/write', async () => ({ out: 'Deployed\n', code: 0 }));
    await world.command('ana', 'ops run', { action: 'demo:buffer/write' });
    const { text } = await world.find('ana', 'Write the buffer', 'demo');
    expect(text).toContain('no line fits');
    await world.command('ana', 'ops run', PROPOSE);
    expect((await form())?.fields[0]?.value).toBeUndefined();
  });
});
