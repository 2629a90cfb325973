import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Seen } from '../../contract/chat-harness.ts';
import { type BotWorld, openBotWorld } from '../../support/chat/bot-world.ts';
import { account } from '../../support/chat/memory-platform.ts';

describe('whoever asked for something that is stopped', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld();
  });
  beforeEach(async () => {
    await world.reset();
    await world.command('ana', 'demo reset', { target: 'main' });
  });
  afterAll(async () => {
    await world.close();
  });

  const request = (): Promise<Seen> => world.find('ana', 'Reset the breaker', 'demo');
  const idOn = ({ text }: Seen): string => /apr-\w+/.exec(text)?.[0] ?? '';

  /** What the log says of how a request ended. */
  async function logged(id: string, kind: string): Promise<string> {
    const [entry] = await world.db.read((reader) =>
      reader.orm.execute(
        sql`select body from audit_entry where chain = ${`request/${id}`} and kind = ${kind}`,
      ),
    );
    return (entry as { body: string } | undefined)?.body ?? '';
  }

  it.each([
    ['Reject', 'ben', 'Rejected by Ben', 'request.denied'],
    ['Veto', 'lea', 'Vetoed by Lea', 'request.vetoed'],
  ])(
    'learns why by %s: on the card, in the log, and when the request is used again',
    async (label, who, verdict, ending) => {
      const kept = await request();
      await world.click(who, kept, label);
      const form = await world.platform.seeForm(account(who));
      expect(form).toMatchObject({ title: label, fields: [{ name: 'reason', required: false }] });
      expect((await request()).text).toContain('Approval needed');
      await world.submit(who, { reason: 'The other breaker burns' });

      const card = await request();
      expect(card.text).toContain(`${verdict}: “The other breaker burns”`);
      expect(card.text.split('The other breaker burns')).toHaveLength(2);
      await world.click('cem', kept, 'Approve');
      expect((await world.find('cem', 'The request is over', 'demo')).text).toContain(
        'The other breaker burns',
      );
      expect(await logged(idOn(card), ending)).toContain('"why":"The other breaker burns"');
    },
  );

  it.each([
    ['Reject', 'ben', 'Rejected by Ben, at'],
    ['Veto', 'lea', 'Vetoed by Lea, at'],
  ])('is not kept waiting for a reason: %s needs none', async (label, who, verdict) => {
    await world.click(who, await request(), label);
    await world.submit(who, {});
    expect((await request()).text).toContain(verdict);
  });

  it.each(['Reject', 'Veto'])('asks nobody why who may not do it: %s', async (label) => {
    await world.click('ana', await request(), label);
    expect(await world.platform.seeForm(account('ana'))).toBeUndefined();
    expect((await request()).text).toContain('Approval needed');
  });
});
