import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createChangelog } from '../../../src/changelog/service.ts';
import { storedPlace } from '../../../src/chat/place.ts';
import { insertEvents } from '../../../src/jobs/store.ts';
import { type BotWorld, openBotWorld } from '../../support/chat/bot-world.ts';
import { account, placeIn } from '../../support/chat/memory-platform.ts';

const MILL = `
runbook: mill
title: The mill
changelog: { description: Every change, types: [host, vendor], automaticFor: [high] }
actions:
  wheel/oil: { title: Oil the wheel, risk: low, steps: [{ shell: { run: [/bin/oil] }, effect: idempotent }] }
`;
const FORGE = `
runbook: forge
title: The forge
changelog: { description: Every change, types: [host], action: log/add, automaticFor: [high] }
actions:
  log/add:
    title: Add to the log of the forge
    risk: low
    params: { text: { type: text, description: What changed } }
    steps: [{ shell: { run: [/bin/log, '{{ params.text }}'] }, effect: unsafe }]
`;

describe('the change log', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld(undefined, undefined, { mill: MILL, forge: FORGE });
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    // The log keeps what the tests before wrote.
    world.clock.advance(3_600_000);
    await world.reset();
  });

  const list = async (who: string, options: Record<string, string> = {}) => {
    await world.command(who, 'ops changelog list', { since: '30m', ...options });
    return world.find(who, 'Changes of');
  };
  const write = async (who: string, values: Record<string, string>, system = 'mill') => {
    await world.command(who, 'ops changelog add', { system });
    await world.submit(who, values);
  };

  it('has what somebody wrote down, with their name, seen by everybody and proved by the log', async () => {
    await write('ana', { type: 'vendor', what: 'New contract for the <wheel>', when: '2h' });
    const card = await world.find('ben', 'The mill was changed, by hand');
    expect(card.quiet).toBe(false);
    expect(card.text).toContain('Written down by Ana');
    const id = /chg-\w+/.exec(card.text)?.[0];
    expect(await world.log(`change/${id}`)).toEqual(['change.noted']);
    expect((await list('ivan')).text).toContain('no change that was done in that time');
    const found = await list('ivan', { since: '150m' });
    expect(found.quiet).toBe(true);
    expect(found.text).toMatch(
      /Ana: “New contract for the <wheel>” – vendor – written down [\d-]+ [\d:]+ UTC \[The mill\]/,
    );
    await world.command('ivan', 'ops audit search', { system: 'mill', since: '30m' });
    expect((await world.find('ivan', 'Found in the log')).text).toContain(
      'Ana wrote a change down – “New contract for the <wheel>”; vendor; done ',
    );
  });

  it('shows the form again with the mistake, and all that was typed', async () => {
    await write('ana', { type: 'vendor', what: 'New contract', when: 'soon' });
    const form = await world.platform.seeForm(account('ana'));
    expect(form?.fields.map(({ name, value, error }) => [name, value, error?.slice(0, 19)])).toEqual([
      ['type', 'vendor', undefined],
      ['what', 'New contract', undefined],
      ['when', 'soon', 'This is not a time.'],
    ]);
    expect((await list('ana')).text).toContain('The log tells of no change that was done in that time.');
    await world.submit('ana', { type: 'vendor', what: 'New contract', when: '' });
    expect((await list('ana')).text).toContain('“New contract” – vendor');
  });

  it('takes no day without its time: midnight would be kept for ever, and nobody said it', async () => {
    await write('ana', { type: 'vendor', what: 'New contract', when: '2026-01-02' });
    const form = await world.platform.seeForm(account('ana'));
    expect(form?.fields.find(({ name }) => name === 'when')?.error).toContain('a day without a time');
  });

  it('has a card that comes by itself: a crash behind the commit keeps it from nobody', async () => {
    // As whoever is killed right behind the commit leaves it: nobody was answered.
    const changelog = createChangelog({
      ...{ db: world.db, people: world.people, registry: { runbooks: () => [], action: () => undefined } },
      jobs: { emit: (tx, event) => insertEvents(tx, [event]) },
    });
    const ana = { id: 'ana', name: 'Ana', kind: 'human', active: true } as const;
    const wish = { system: 'mill', what: 'New millstone', type: undefined, doneAt: undefined };
    await changelog.note(ana, wish, storedPlace({ place: placeIn('ops'), also: [] }));
    await world.settle();
    expect((await world.find('ben', 'The mill was changed, by hand')).text).toContain('New millstone');
  });

  it('asks for no kind where the runbook names none', async () => {
    await write('ana', { what: 'Moved the demo' }, 'demo');
    expect((await list('ana', { system: 'demo' })).text).toContain('Ana: “Moved the demo”');
  });

  it('has runs that changed something: where the runbook says of which risk those, elsewhere all but looks', async () => {
    for (const action of ['mill:wheel/oil', 'demo:health/check', 'demo:breaker/trip'])
      await world.command('ana', 'ops run', { action });
    await world.command('ana', 'demo reset', { target: 'main' });
    await world.click('ben', await world.find('ben', 'Approval needed', 'demo'), 'Approve');
    const { text } = await list('ana');
    expect(text).toContain('2 changes, the newest first');
    expect(text).toContain('Ana: Reset the breaker (target: main) [Demo operations]');
    expect(text).toContain('Ana: Trip the breaker [Demo operations]');
    expect(text.indexOf('Reset')).toBeLessThan(text.indexOf('Trip'));
  });

  it('has no rehearsal, and nothing that failed before it had done anything', async () => {
    await world.command('ana', 'ops run', { action: 'demo:backup/drop', 'dry-run': 'true' });
    world.programs.set('/bin/health', async () => ({ out: '', code: 1 }));
    await world.command('ana', 'ops run', { action: 'demo:health/check' });
    expect((await list('ana')).text).toContain('The log tells of no change that was done in that time.');
  });

  it('has a run whose program failed, because nobody knows what that had done by then', async () => {
    world.programs.set('/bin/trip', async () => ({ out: '', code: 1 }));
    await world.command('ana', 'ops run', { action: 'demo:breaker/trip' });
    expect((await list('ana')).text).toContain(
      'Trip the breaker – The run failed; what had been done by then is not known',
    );
  });

  it('is written by the action of the runbook where it has one, and shows what that was given', async () => {
    await world.command('ana', 'ops changelog add', { system: 'forge' });
    await world.submit('ana', { text: 'A new anvil' });
    expect((await list('ana', { system: 'forge' })).text).toContain(
      'Ana: Add to the log of the forge (text: A new anvil)',
    );
  });

  it('is read by system and time, page after page in one card', async () => {
    for (let number = 1; number <= 13; number += 1)
      await write('ana', { type: 'host', what: `Host number ${number}.` });
    await write('ana', { what: 'Moved the demo' }, 'demo');
    const first = await list('ana', { system: 'mill' });
    expect(first.text).toContain('12 changes, the newest first; there may be older ones.');
    expect(first.text).not.toContain('Moved the demo');
    await world.click('ana', first, 'Older');
    const older = await world.find('ana', 'Host number 1.');
    expect(older.text).not.toContain('Host number 2.');
    world.clock.advance(3_600_000);
    expect((await list('ana')).text).toContain('The log tells of no change that was done in that time.');
  });

  it('comes as a Markdown file of all that was searched for', async () => {
    await write('ana', { type: 'host', what: 'A *new* host' });
    await world.click('ana', await list('ana', { system: 'mill' }), 'As a file');
    const answer = await world.find('ana', 'changes-mill.md is attached, with one change.');
    const thread = await world.platform.seeThread(account('ana'), answer.ref);
    const [file] = thread.flatMap(({ files }) => files);
    expect(file?.name).toBe('changes-mill.md');
    expect(file?.content).toContain('Ana (mill): **A \\*new\\* host**; host `chg-');
  });

  it('says where the row of a run is not what the log has', async () => {
    await world.command('ana', 'ops run', { action: 'demo:breaker/trip' });
    await world.db.transact((tx) =>
      tx.orm.execute(sql`update run set plan = replace(plan, 'Trip the breaker', 'Do nothing')`),
    );
    const { text } = await list('ana');
    expect(text).toContain('Trip the breaker (what was given to it is not what the log has');
  });

  it('is neither read nor written by whoever is linked to nobody', async () => {
    await world.command('jo', 'ops changelog list');
    expect((await world.find('jo', 'does not know who you are')).quiet).toBe(true);
    await world.command('jo', 'ops changelog add', { system: 'mill' });
    expect(await world.platform.seeForm(account('jo'))).toBeUndefined();
    expect((await list('ana')).text).toContain('The log tells of no change that was done in that time.');
  });
});
