import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../../src/files/project-root.ts';

const SCRIPTS = join(projectRoot, 'runbooks', 'flywheel', 'scripts');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'written-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(text: string, ...argv: readonly string[]): string {
  writeFileSync(join(folder, '.env'), text, { mode: 0o600 });
  return execFileSync('bash', argv, { cwd: folder, encoding: 'utf8' });
}
const check = (text: string): unknown => JSON.parse(run(text, join(SCRIPTS, 'check-settings.sh')));

describe('scripts of the flywheel read .env as the service does', () => {
  it.each([
    ['A=1', '1'],
    ['export A="1" # one', '1'],
    ["A='1 # 2'", '1 # 2'],
    ['A=https://a.example/?k=1#top # here', 'https://a.example/?k=1#top'],
    ['A= # fill in', ''],
    ['A=""', ''],
    ['A=1\r\nB=2', '1'],
    ['AA=2\nA=1', '1'],
  ])('%j', (text, value) => {
    expect(run(`${text}\n`, '-c', `. ${SCRIPTS}/env.sh; value_of A`).trimEnd()).toBe(value);
  });

  it('and add up shares in quotes, miss a secret that is empty, and add up nothing that is no number', () => {
    expect(check('BUYBACK_PERCENT="60"\nADS_PERCENT=40\n')).toMatchObject({ sum: 100 });
    expect(check('BUYBACK_PERCENT=sixty\nADS_PERCENT=100\n')).toMatchObject({ sum: null });
    const missing = expect.stringContaining('WEBHOOK_SECRET') as string;
    expect(check('WEBHOOK_SECRET=""\n')).toMatchObject({ missing });
    expect(check('WEBHOOK_SECRET="x"\n')).not.toMatchObject({ missing });
  });
});
