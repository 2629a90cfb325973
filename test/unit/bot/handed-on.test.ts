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
  beforeEach(() => world.reset());
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
    expect(field?.hint).toMatch(/^The buffer\. From run-\w{8}, /);
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
    expect(JSON.stringify(await form())).toContain('The buffer');
    await world.submit('ana', { buffer: '' });
    expect(JSON.stringify(await form())).toContain('No run of buffer/write has handed one on lately.');
  });

  it.each([
    ['when it is older than the action takes it', async () => world.clock.advance(3_700_000)],
    [
      'when its row is not what Keyturn wrote',
      () =>
        world.db.transact((tx) =>
          tx.orm.execute(
            sql`update step_run set result = jsonb_set(result::jsonb, '{found,buffer}', '"forged"')::json`,
          ),
        ),
    ],
  ])('is asked for anew %s', async (_why, change) => {
    await write('9xQeWvG8');
    await change();
    await world.command('ana', 'ops run', PROPOSE);
    const shown = JSON.stringify(await form());
    expect(shown).toContain('The buffer');
    expect(shown).not.toContain('9xQeWvG8');
    expect(shown).not.toContain('forged');
  });

  it('is not handed on by a run that did not find it', async () => {
    world.programs.set('/bin/write', async () => ({ out: 'Deployed\n', code: 0 }));
    await world.command('ana', 'ops run', { action: 'demo:buffer/write' });
    const { text } = await world.find('ana', 'Write the buffer', 'demo');
    expect(text).toContain('no line fits');
    await world.command('ana', 'ops run', PROPOSE);
    expect(await form()).toBeDefined();
  });
});
