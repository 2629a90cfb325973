import { describe, expect, it } from 'vitest';
import { isCommand } from '../../../src/commands/catalog.ts';
import { shortcutCommands } from '../../../src/commands/shortcuts.ts';
import { actionView, paramView } from './support.ts';

describe('shortcuts of a runbook', () => {
  it('become typed subcommands, made from the parameters', () => {
    const params = [
      paramView('amount', { type: 'integer' }),
      paramView('kind', { type: 'choice', choices: ['a', 'b'] }),
      paramView('why', { type: 'longtext', maxLength: 10 }),
    ];
    const [command, ...rest] = shortcutCommands([
      actionView({ params }),
      actionView({ shortcut: undefined }),
    ]);
    expect(rest).toEqual([]);
    expect(isCommand(command)).toBe(true);
    expect(command?.path).toEqual(['twist', 'reset-breaker']);
    expect(command?.options.map(({ name, type, required }) => [name, type, required])).toEqual([
      ['amount', 'number', false],
      ['kind', 'choice', false],
      ['why', 'text', false],
    ]);
  });

  it('offer a rehearsal where there is one, and leave the name to a parameter of that name', () => {
    const names = (change: object) =>
      shortcutCommands([actionView(change)]).flatMap((one) => one.options.map((option) => option.name));
    expect(names({ hasDryRun: true })).toEqual(['dry-run', 'share']);
    expect(names({ risk: 'read', params: [paramView('share')] })).toEqual(['share']);
  });
});
