import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BotWorld, openBotWorld } from '../../support/chat/bot-world.ts';
import { account, placeIn } from '../../support/chat/memory-platform.ts';

const FACTS = Array.from(
  { length: 13 },
  (_, index) => `  rule-${index + 1}: { title: Rule ${index + 1}, value: Turbine rule ${index + 1} }`,
).join('\n');

const MILL = `
runbook: mill
title: The mill
contacts:
  lead: { title: Lead of the mill, role: lead, availability: always }
  smith: { title: Smith, service: Forge, phone: "+49 30 77", purpose: Broken wheels, visibleTo: [sre] }
limits:
  wheels: { title: Wheels a day, max: 12, per: 24h, offers: wheel/stop }
backups:
  plans: { title: Plans, what: Drawings of the wheel, target: The vault, restoredBy: wheel/restore }
procedures:
  wheel-broken: { title: The wheel is broken, purpose: emergency, steps: [{ id: stop, title: Stop it, action: wheel/stop }, { id: call, title: Call the smith, manual: Call. }] }
facts:
  handbook: { title: Handbook, value: All about the wheel, url: "https://mill.example.com" }
${FACTS}
actions:
  wheel/stop: { title: Stop the wheel, risk: low, steps: [{ shell: { run: [/bin/stop] }, effect: idempotent }] }
  wheel/restore: { title: Restore the drawings, risk: critical, approval: { groups: [{ of: [sre], quorum: 1 }] }, steps: [{ shell: { run: [/bin/restore] }, effect: idempotent }] }
`;

describe('what runbooks say, looked up in chat', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld(undefined, undefined, { mill: MILL });
  });
  afterAll(() => world.close());
  beforeEach(() => world.reset());

  const show = (who: string, what?: string): Promise<void> =>
    world.command(who, 'ops runbook show', what === undefined ? {} : { what });
  const search = (who: string, text: string, system?: string): Promise<void> =>
    world.command(who, 'ops runbook search', { text, ...(system === undefined ? {} : { system }) });
  const labels = async (who: string, title: string): Promise<readonly string[]> =>
    (await world.find(who, title)).controls.map(({ label }) => label);

  it('leads from all runbooks over one and a section of it to an entry', async () => {
    await show('ana');
    await world.click('ana', await world.find('ana', 'The runbooks'), 'The mill');
    const book = await world.find('ana', 'Facts: 14');
    expect(book.text).toContain('Contacts: 2');
    await show('ana', 'mill:contacts');
    await world.click('ana', await world.find('ana', 'Contacts of The mill'), 'Lead of the mill');
    const contact = await world.find('ana', 'Contact of The mill');
    expect(contact.quiet).toBe(true);
    // Who holds the role is known here, and not in the runbook.
    expect(contact.text).toContain('Who that is: Lea');
    expect(contact.text).toContain('mill:contacts/lead');
  });

  it('shows the lines of the document, as actions do', async () => {
    await show('ana', 'demo:channels/alerts');
    expect((await world.find('ana', 'Channel of Demo operations')).text).toContain('source L9');
  });

  it('has a button to the action and the procedure that belong to it', async () => {
    await show('ana', 'wheels');
    const limit = await world.find('ana', 'Limit of The mill');
    expect(limit.text).toContain('Limit: at most 12');
    await world.click('ana', limit, 'Stop the wheel');
    expect((await world.find('ana', 'It runs at once.')).text).toContain('/ops run action:mill:wheel/stop');
    await show('ana', 'the wheel is broken');
    expect(await labels('ana', 'Procedure of The mill')).toEqual(['Start this procedure', 'Stop the wheel']);
  });

  it('keeps an address from whoever holds none of its roles, and says whose it is to see', async () => {
    await show('ana', 'smith');
    expect((await world.find('ana', 'Contact of The mill')).text).toContain('Phone: +49 30 77');
    await show('ivan', 'smith');
    const seen = await world.find('ivan', 'Contact of The mill');
    expect(seen.text).not.toContain('+49 30 77');
    expect(seen.text).toContain('Only sre see how to reach them. Ask somebody who sees it: Ana');
    await search('ivan', '77');
    expect((await world.find('ivan', 'Nothing in the runbooks')).text).not.toContain('Smith');
  });

  it('keeps an action from whoever may not ask for it', async () => {
    world.access.rules = { critical: ['lead'] };
    await show('ivan', 'mill:backups/plans');
    expect(await labels('ivan', 'Backup of The mill')).toEqual([]);
    await show('lea', 'mill:backups/plans');
    expect(await labels('lea', 'Backup of The mill')).toEqual(['Restore the drawings']);
  });

  it('finds words in both systems, best first, page after page in one card', async () => {
    await search('ana', 'turbine rule');
    const first = await world.find('ana', 'What the runbooks say of “turbine rule”');
    expect(first.text).toContain('1 to 10 of 13.');
    expect(first.text).toContain('Rule 1: Turbine rule 1 [fact, The mill]');
    await world.click('ana', first, 'More');
    expect((await world.find('ana', '11 to 13 of 13.')).text).toContain('Rule 13');
    expect((await world.see('ana')).filter(({ text }) => text.includes('“turbine rule”'))).toHaveLength(1);
    await search('ana', 'turbine', 'demo');
    const elsewhere = await world.find('ana', 'Nothing in the runbooks has to do with “turbine”');
    expect(elsewhere.text).toContain('Other systems have 13.');
    expect(elsewhere.controls.map(({ label }) => label)).toContain('What can be run');
  });

  it('shows what alone is found at once, and says what nothing has', async () => {
    await search('ana', 'drawings');
    expect((await world.find('ana', 'Backup of The mill')).text).toContain('The vault');
    await search('ana', 'drawings zeppelin');
    expect((await world.find('ana', 'What the runbooks say')).text).toContain(
      'Nothing in them has “zeppelin”.',
    );
  });

  it('says truthfully that nothing was found, with the nearest words to look for', async () => {
    await search('ana', 'hxndbok');
    const nothing = await world.find('ana', 'Nothing in the runbooks has to do with “hxndbok”');
    expect(nothing.text).toContain('Looked at: 26 entries of Demo operations, The mill.');
    await world.click('ana', nothing, 'handbook');
    expect((await world.find('ana', 'Fact of The mill')).text).toContain('All about the wheel');
  });

  it('takes what is no name for words to look for', async () => {
    await show('ana', 'broken wheel');
    expect((await world.find('ana', 'What the runbooks say of “broken wheel”')).text).toContain(
      'The wheel is broken',
    );
  });

  it('completes names while one types, and tells an account of nobody none', async () => {
    const typed = (who: string, text: string) =>
      world.platform.complete(account(who), placeIn('ops'), ['ops', 'runbook', 'show'], 'what', text);
    expect((await typed('ana', '')).map(({ value }) => value)).toEqual(['demo', 'mill']);
    expect((await typed('ana', 'handb'))[0]).toEqual({
      value: 'mill:facts/handbook',
      label: 'Handbook – fact of The mill',
    });
    expect(await typed('jo', 'handb')).toEqual([]);
    await show('jo', 'mill');
    expect((await world.find('jo', 'does not know who you are')).quiet).toBe(true);
  });

  it('knows a section however its name is written, as everywhere else', async () => {
    await show('ana', 'MILL:Facts');
    expect((await world.find('ana', 'Facts of The mill')).text).toContain('Handbook');
  });

  it('says of what a runbook has no more that it is gone, and shows nothing else in its place', async () => {
    await show('ana', 'mill:facts/rule-99');
    const gone = await world.find('ana', 'No runbook has “mill:facts/rule-99”');
    await world.click('ana', gone, 'Show the runbook');
    await world.find('ana', 'Facts: 14');
  });

  it('refuses a system that there is not', async () => {
    await search('ana', 'wheel', 'mil');
    expect((await world.find('ana', 'There is no system "mil".')).text).toContain("Did you mean 'mill'?");
  });
});
