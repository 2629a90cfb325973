import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FEATURES } from '../../../src/app/features.ts';
import { loadCommands } from '../../../src/commands/catalog.ts';
import { serviceKey } from '../../../src/provided.ts';
import { type BotWorld, openBotWorld } from '../../support/chat/bot-world.ts';
import { openTestDatabase } from '../../support/database.ts';
import { notesFeature } from '../../support/notes/chat/feature.ts';
import { NOTE } from '../../support/notes/note.ts';
import { makeTable } from '../../support/notes/store.ts';

const asked: string[] = [];
let world: BotWorld;
beforeAll(async () => {
  world = await openBotWorld(openTestDatabase, [...FEATURES, notesFeature(asked)]);
  await makeTable(world.db);
});
afterAll(() => world.close());

const written = async () => {
  await world.command('ana', 'ops note add', { text: 'The disk was replaced' });
  return world.find('ben', 'The disk was replaced');
};
const idIn = (text: string) => /not-\w+/.exec(text)?.[0] ?? '';

describe('a room that brings itself', () => {
  it('has a command that is found, and a card that everybody sees', async () => {
    const card = await written();
    expect(card.text).toContain('Ana: The disk was replaced');
    await world.command('ana', 'ops help', { topic: 'ops note add' });
    expect((await world.find('ana', 'Remember something about the work')).quiet).toBe(true);
  });

  it('has a button, after which its card is drawn anew', async () => {
    const card = await written();
    await world.click('ben', card, 'Strike out');
    const after = await world.find('cem', 'Note, struck out');
    expect(after.ref).toEqual(card.ref);
    expect(after.controls).toEqual([]);
  });

  it('has its entries in the log, which says what they mean and takes its ids', async () => {
    const id = idIn((await written()).text);
    expect(await world.log(NOTE.subject(id))).toEqual(['note.written']);
    await world.command('ana', 'ops audit show', { of: id });
    expect((await world.find('ana', `Log of note/${id}`)).text).toContain('Wrote a note');
  });

  it('is told of its events, and sweeps with the others', async () => {
    asked.length = 0;
    const id = idIn((await written()).text);
    await world.sweep();
    // An event is handled at least once.
    expect(new Set(asked)).toEqual(new Set([NOTE.subject(id), 'sweep']));
  });

  it('is refused where its command or its service is there twice or not at all', async () => {
    const twice = [notesFeature([]), { ...notesFeature([]), name: 'remarks' }];
    await expect(loadCommands(twice)).rejects.toThrow(
      'the feature notes and the feature remarks are both the command "ops note add"',
    );
    expect(() => serviceKey('gone').in({ provided: [serviceKey('gone').provide(1)] })).toThrow(
      'nobody provides gone',
    );
  });
});
