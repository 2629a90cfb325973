import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { violations } from '../support/architecture.ts';
import { readSources } from '../support/import-graph.ts';

const root = fileURLToPath(new URL('../../src', import.meta.url));

/** The rules that one extra file would break. */
function brokenBy(path: string, text: string): string[] {
  return violations([{ path, text }]).map((violation) => violation.rule);
}

describe('the import graph', () => {
  it('keeps every rule of the architecture', () => {
    expect(violations(readSources(root))).toEqual([]);
  });

  it.each([
    [
      'a pure model that imports a library',
      'approval/tally.ts',
      `import { sql } from 'luxon';`,
      '1 pure models',
    ],
    [
      'a pure model that imports its store',
      'approval/tally.ts',
      `import { load } from './store.ts';`,
      '1 pure models',
    ],
    [
      'a pure model that reads a clock',
      'people/role.ts',
      `export const x = Date.now();`,
      '1 no ambient clock',
    ],
    [
      'a domain room that imports the bot',
      'approval/service.ts',
      `import { x } from '../bot/announcer.ts';`,
      '2 domain rooms',
    ],
    [
      'a domain room that knows chat',
      'runbook/service.ts',
      `import type { Card } from '../chat/card.ts';`,
      '2 domain rooms',
    ],
    [
      'approval that knows the runbook',
      'approval/service.ts',
      `import type { Plan } from '../runbook/plan/plan.ts';`,
      '6 order of rooms',
    ],
    [
      'discord.js outside of its folder',
      'bot/announcer.ts',
      `import { Client } from 'discord.js';`,
      '3 vendors at home',
    ],
    [
      'Bolt outside of its folder',
      'commands/run.ts',
      `import { App } from '@slack/bolt';`,
      '3 vendors at home',
    ],
    [
      'a platform that knows another',
      'bot/platforms/discord/discord.ts',
      `import { x } from '../slack/slack.ts';`,
      '8 platforms apart',
    ],
    [
      'a core of the bot that knows a platform',
      'bot/announcer.ts',
      `import type { x } from './platforms/console/wire.ts';`,
      '8 platforms apart',
    ],
    [
      'a package that nobody has given a home',
      'bot/announcer.ts',
      `import { WebClient } from '@slack/web-api';`,
      '3 vendors at home',
    ],
    [
      'settings that reach outward',
      'config/load.ts',
      `import { call } from '../integrations/http/http.ts';`,
      '6 order of rooms',
    ],
    ['a room that nobody has given walls', 'notes/notes.ts', `export const x = 1;`, '6 order of rooms'],
    [
      'a feature whose model knows what it shows',
      'channel/service.ts',
      `import { card } from './chat/pinned-card.ts';`,
      '2 domain rooms',
    ],
    [
      'what a feature shows that reaches outward',
      'channel/chat/open-command.ts',
      `import { call } from '../../integrations/http/http.ts';`,
      '5 commands are thin',
    ],
    [
      'what a feature shows that queries what is not its own',
      'channel/chat/open-command.ts',
      `import { list } from '../../runbook/run/store.ts';`,
      '5 commands are thin',
    ],
    [
      'a core that needs a feature',
      'runbook/service.ts',
      `import { CHANNEL } from '../channel/channel.ts';`,
      '6 order of rooms',
    ],
    [
      'a bot that knows what a feature shows',
      'bot/announcer.ts',
      `import { card } from '../channel/chat/pinned-card.ts';`,
      '6 order of rooms',
    ],
    ['a file beside the rooms', 'helpers.ts', `export const x = 1;`, '6 order of rooms'],
    [
      'a step kind that knows how runs are kept',
      'runbook/steps/wait.ts',
      `import type { Run } from '../run/run.ts';`,
      '9 written apart from run',
    ],
    ['a query in a service', 'people/service.ts', `import { eq } from 'drizzle-orm';`, '3 vendors at home'],
    [
      'an integration that uses another',
      'integrations/http/x.ts',
      `import { run } from '../shell/run.ts';`,
      '4 integrations are leaves',
    ],
    [
      'an integration that reaches the database',
      'integrations/http/x.ts',
      `import { x } from '../../store/pglite.ts';`,
      '4 integrations are leaves',
    ],
    [
      'a command that queries',
      'commands/run.ts',
      `import { list } from '../runbook/run/store.ts';`,
      '5 commands are thin',
    ],
    [
      'an arrow back up',
      'store/pglite.ts',
      `import { record } from '../audit/service.ts';`,
      '6 order of rooms',
    ],
    [
      'a room that sees the composition root',
      'bot/announcer.ts',
      `import { app } from '../app.ts';`,
      '7 roots',
    ],
  ])('notices %s', (_what, path, text, rule) => {
    expect(brokenBy(path, text)).toContain(rule);
  });

  it('notices a cycle, also one that closes by a type alone', () => {
    const a = (text: string) => ({ path: 'jobs/a.ts', text });
    const b = { path: 'jobs/b.ts', text: `import { a } from './a.ts'; export const b = a;` };
    const rules = (files: { path: string; text: string }[]) => violations(files).map((v) => v.rule);
    expect(rules([a(`import { b } from './b.ts'; export const a = b;`), b])).toContain('7 no cycles');
    expect(rules([a(`import type { b } from './b.ts'; export const a = 1;`), b])).toContain('7 no cycles');
    expect(rules([a(`export const a = 1;`), b])).toEqual([]);
  });
});
