import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { lint } from '../../../src/cli/lint.ts';

const runbook = (name: string, policy = '') => `runbook: ${name}
title: A runbook
source: a.md
${policy}actions:
  look: { title: Look, source: L1, risk: read, steps: [{ shell: { run: [ls] }, effect: pure }] }
`;
const POLICY = 'policies: { one: { groups: [{ of: [ops], quorum: 1 }] } }\n';

/** What it prints about runbooks beside these settings, and the exit code that it asks for. */
async function linted(yaml: string, files: Record<string, string>, folder?: string) {
  const home = mkdtempSync(join(tmpdir(), 'keyturn-lint-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  for (const [path, text] of Object.entries({ 'keyturn.yaml': yaml, ...files })) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  const print = vi.spyOn(console, 'log').mockImplementation(() => {});
  const before = process.exitCode;
  try {
    const env = { KEYTURN_CONFIG: join(home, 'keyturn.yaml') };
    await lint(folder === undefined ? undefined : join(home, folder), env);
    return { text: print.mock.calls.join('\n'), code: process.exitCode };
  } finally {
    process.exitCode = before;
    print.mockRestore();
  }
}

it('checks the folder that the settings name, and another one where somebody names it', async () => {
  const files = { 'books/shop/a.yaml': runbook('shop'), 'others/desk/a.yaml': runbook('desk') };
  expect(await linted('runbooks: books', files)).toMatchObject({
    text: expect.stringContaining('shop: valid'),
    code: 0,
  });
  const other = await linted('runbooks: books', files, 'others');
  expect(other.text).toContain('desk: valid');
  expect(other.text).not.toContain('shop');
});

it('refuses what the program would refuse: a role that the settings do not have', async () => {
  const files = { 'runbooks/shop/a.yaml': runbook('shop', POLICY) };
  const refused = await linted('roles: { sre: { members: [] } }', files);
  expect(refused.text).toContain('ops');
  expect(refused.code).toBe(1);
  expect((await linted('roles: { ops: { members: [] } }', files)).code).toBe(0);
});

it('says what is wrong with the settings before it looks at any runbook', async () => {
  const told = linted('runboks: books', { 'runbooks/shop/a.yaml': runbook('shop') });
  await expect(told).rejects.toMatchObject({ refusal: { code: 'config.invalid' } });
});

it('says which folder it looked for where the settings name one that is not there', async () => {
  const told = await linted('runbooks: gone', {});
  expect(told.text).toMatch(
    /gone:1:1: The folder of runbooks does not exist\..*`runbooks:` in keyturn\.yaml/,
  );
  expect(told.code).toBe(1);
});
