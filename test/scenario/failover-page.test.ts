import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Seen } from '../contract/chat-harness.ts';
import { type AppWorld, startApp } from '../support/app/app.ts';
import type { Written } from '../support/app/settings.ts';
import { pageOf } from '../support/pages/examples.ts';

const PAGE = pageOf('runbook/failover.md', readFileSync('docs/runbook/failover.md', 'utf8'));
const textOf = (language: string): string => {
  const found = PAGE.examples.filter((example) => example.language === language);
  if (found.length !== 1) throw new Error(`the page has ${found.length} blocks of ${language}`);
  return found[0]?.text ?? '';
};
const SETTINGS = parse(textOf('yaml keyturn.yaml')) as Written;
const WHY = { _reason: 'the primary does not answer' };

/** The databases of the page, as the program that it shows. */
async function startDatabases(
  folder: string,
): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const file = join(folder, 'databases.mjs');
  writeFileSync(file, textOf('js databases.mjs'));
  const child = spawn(process.execPath, [file], { env: { PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { url, child };
}

describe('the failover that docs/runbook/failover.md shows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-failover-'));
  let databases: Awaited<ReturnType<typeof startDatabases>>;
  let world: AppWorld;
  const role = async (): Promise<unknown> =>
    ((await (await fetch(`${databases.url}/standby/state`)).json()) as { role: string }).role;

  beforeAll(async () => {
    databases = await startDatabases(folder);
    world = await startApp({
      settings(file) {
        Object.assign(file.people, SETTINGS.people);
        Object.assign(file.roles, SETTINGS.roles);
        Object.assign(file, { channels: { ...(file as never as { channels: object }).channels, ops: {} } });
        file.systems.failover = {
          ...SETTINGS.systems.failover,
          vars: { databases: databases.url },
          origins: [databases.url],
        };
      },
    });
    mkdirSync(join(world.runbooks, 'failover'));
    writeFileSync(join(world.runbooks, 'failover', 'runbook.yaml'), textOf('yaml'));
    await world.reload();
  });
  afterEach(() => world.calm());
  afterAll(async () => {
    await world.close();
    databases.child.kill();
    rmSync(folder, { recursive: true });
  });

  async function ask(): Promise<Seen> {
    await world.as('ana').command('/failover fail-over', {}, 'ops');
    await world.as('ana').submit(WHY, 'ops');
    return world.as('ben').sees('Approval needed: Fail over to the standby', 'ops');
  }

  it('rehearses without changing anything', async () => {
    await world.as('ana').command('/failover fail-over', { 'dry-run': 'true' }, 'ops');
    await world.as('ana').sees(['Dry run: Fail over to the standby', 'Rehearsed'], 'ops');
    expect(await role()).toBe('standby');
  });

  it('asks, branches, waits, needs two keys and checks, and ends well at the first try', async () => {
    const card = await ask();
    await world.as('ben').click(card, 'Approve');
    await world.as('ana').reads(card, '1 of 1 approval from sre');
    expect(await role()).toBe('standby');
    await world.as('chen').click(card, 'Approve');

    const run = await world
      .as('ben')
      .sees(['Fail over to the standby', 'What is wrong with the primary', 'Started by'], 'ops');
    await world.as('ben').click(run, 'Answer…');
    await world.as('ben').submit({ symptom: 'timeouts', minutes: '4' }, 'ops');
    await world.as('ben').reads(run, 'Can the primary still finish its work?');
    await world.as('ben').click(run, 'Yes, give it two minutes');
    await world.as('ben').reads(run, 'Waiting');
    expect(await role()).toBe('standby');
    world.advance(121_000);
    await world.until('the standby is the primary', async () => {
      world.advance(2_000);
      return (await role()) === 'primary';
    });
    await world.until('it was seen', async () => {
      world.advance(2_000);
      return (await world.as('ben').again(run)).text.includes('Do the applications write');
    });
    await world.as('ana').click(run, 'Done');
    await world.as('ana').sees('Your answer was not taken', 'ops');
    await world.as('ben').click(run, 'Done');
    await world.as('ben').submit({ evidence: 'https://dash.example.com' }, 'ops');
    await world.as('ivan').sees('The standby is the primary now. Before: “timeouts”', 'ops');
  });
});
