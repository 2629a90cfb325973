import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { FEATURES } from '../../../src/app/features.ts';
import { isCommand, loadButtons, loadCommands, unique } from '../../../src/commands/catalog.ts';

const folder = new URL('../../../src/', import.meta.url);

describe('the folder of commands', () => {
  it('loads every file, each a valid command with its own path', async () => {
    const files = await readdir(new URL('commands/ops/', folder));
    const brought = FEATURES.flatMap(({ commands }) => commands);
    const commands = await loadCommands(FEATURES);
    expect(commands).toHaveLength(files.length + brought.length);
    for (const command of commands) {
      expect(isCommand(command)).toBe(true);
      expect(command.examples.length).toBeGreaterThan(0);
      expect(command.options.every((option) => option.description.length <= 100)).toBe(true);
    }
  });

  it('has a handler for every kind of button that a card or form names', async () => {
    const kinds = await loadButtons(FEATURES);
    const named = new Set<string>();
    for (const room of [
      'bot/cards/',
      'commands/',
      'commands/buttons/',
      'commands/ops/',
      ...FEATURES.map(({ name }) => `${name}/chat/`),
    ]) {
      for (const file of (await readdir(new URL(room, folder))).filter((name) => name.endsWith('.ts'))) {
        const source = await readFile(new URL(`${room}${file}`, folder), 'utf8');
        for (const [, kind] of source.matchAll(/draftButton\([^,]+, '([a-z.-]+)'/g)) named.add(kind ?? '');
        for (const [, kind] of source.matchAll(/kind: '([a-z]+\.[a-z-]+)'/g)) named.add(kind ?? '');
      }
    }
    expect(named.size).toBeGreaterThan(8);
    expect([...named].filter((kind) => !kinds.has(kind))).toEqual([]);
  });

  it('can show every form again that comes back with a mistake', async () => {
    const taken = [...(await loadButtons(FEATURES)).values()].filter(({ submit }) => submit !== undefined);
    const closing = taken.filter(({ form }) => form === undefined).map(({ kind }) => kind);
    // A proposal opens its own form anew.
    expect(closing).toEqual(['run.propose']);
  });

  it('fails loudly on a module that is none, and on two of one path', async () => {
    const [command] = await loadCommands([]);
    const path = (value: { path: readonly string[] }) => value.path.join(' ');
    expect(() => unique([{ file: 'x.ts', value: {} }], isCommand, 'command', path)).toThrow(
      'x.ts does not export a command as default',
    );
    const twice = ['a.ts', 'b.ts'].map((file) => ({ file, value: command }));
    expect(() => unique(twice, isCommand, 'command', path)).toThrow(/a\.ts and b\.ts are both the command/);
  });
});
