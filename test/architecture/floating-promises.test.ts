import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/files/project-root.ts';

const eslint = new ESLint({ cwd: projectRoot });

/** Rules that a text breaks when it stands in the place of a file. */
async function broken(filePath: string, text: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath: `${projectRoot}/${filePath}` });
  return result?.messages.map((message) => message.ruleId) ?? [];
}

describe('a promise that nobody awaits', () => {
  it('is found when it is a call of Slack', async () => {
    const call = (awaited: string) => `
      import type { WebClient } from '@slack/web-api';
      export async function tell(client: WebClient): Promise<void> {
        ${awaited} client.chat.postMessage({ channel: 'C1', text: 'hello' });
      }`;
    expect(await broken('src/bot/platforms/slack/slack.ts', call(''))).toEqual([
      '@typescript-eslint/no-floating-promises',
    ]);
    expect(await broken('src/bot/platforms/slack/slack.ts', call('await'))).toEqual([]);
  });

  it('is found when it is a statement of Drizzle, which is a thenable and does nothing until it is awaited', async () => {
    const insert = (awaited: string) => `
      import type { Tx } from '../store/database.ts';
      import { timer } from './table.ts';
      export async function put(tx: Tx): Promise<void> {
        ${awaited} tx.orm.insert(timer).values({ kind: 'k', subject: 's', dueAt: new Date(0) });
      }`;
    expect(await broken('src/jobs/store.ts', insert(''))).toEqual([
      '@typescript-eslint/no-floating-promises',
    ]);
    expect(await broken('src/jobs/store.ts', insert('await'))).toEqual([]);
  });
});
