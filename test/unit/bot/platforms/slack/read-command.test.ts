import { describe, expect, it } from 'vitest';
import { readCommand } from '../../../../../src/bot/platforms/slack/inbound/read-command.ts';
import { COMMANDS } from '../../../../support/slack/harness.ts';

const read = (text: string) => {
  const [slash = '', ...words] = text.split(' ');
  const { type, ...rest } = readCommand(slash, words.join(' '), COMMANDS);
  return 'command' in rest ? [type, rest.command.path.join(' '), rest.rest] : [type, rest.path.join(' ')];
};

describe('the words of a slash command', () => {
  it.each([
    ['/ops help', ['run', 'ops help']],
    ['/ops   HELP  ', ['run', 'ops help']],
    ['/ops', ['run', 'ops help']],
    ['/ops approvals list', ['run', 'ops approvals list']],
    ['/ops approvals list now', ['run', 'ops approvals list now']],
    ['/ops approvals show', ['ask', 'ops approvals show', '']],
    ['/ops approvals show apr-1', ['ask', 'ops approvals show', 'apr-1']],
    ['/ops run action:x dry-run:true', ['ask', 'ops run', 'action:x dry-run:true']],
    ['/ops run', ['run', 'ops run']],
    ['/twist decay', ['ask', 'twist decay', '']],
    ['/twist', ['run', 'twist']],
    ['/ops dance with me tonight', ['run', 'ops dance with me tonight']],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});
