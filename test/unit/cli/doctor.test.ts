import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStorage } from '../../../src/app/storage.ts';
import { doctor } from '../../../src/cli/doctor.ts';
import { systemClock } from '../../../src/clock.ts';
import { projectRoot } from '../../../src/files/project-root.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-doctor-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** What it prints, and the exit code that it asks for. */
async function examine(
  yaml: string,
  env: Record<string, string> = {},
): Promise<{ text: string; code: unknown }> {
  const file = join(folder, 'keyturn.yaml');
  await writeFile(file, yaml);
  const print = vi.spyOn(console, 'log').mockImplementation(() => {});
  const before = process.exitCode;
  try {
    await doctor({ KEYTURN_CONFIG: file, KEYTURN_HOME: join(folder, 'home'), ...env });
    return { text: print.mock.calls.join('\n'), code: process.exitCode };
  } finally {
    process.exitCode = before;
    print.mockRestore();
  }
}

const runbooks = join(tmpdir(), `keyturn-doctor-runbooks-${process.pid}`);
beforeAll(() => cp(join(projectRoot, 'runbooks', 'twist'), join(runbooks, 'twist'), { recursive: true }));
afterAll(() => rm(runbooks, { recursive: true }));

const sound = `
runbooks: ${runbooks}
people: { ana: { name: Ana } }
platforms: { discord: { guild: '123456789012345678' } }
roles:
  on-call: { members: [ana] }
  security-lead: { members: [ana] }
  multisig-members: { members: [ana] }
`;
const roles = '  sre: { members: [ana] }';

describe('keyturn doctor', () => {
  it('says what is wrong with settings that are not valid', async () => {
    const { text, code } = await examine('peple: {}');
    expect(text).toContain("Did you mean 'people'?");
    expect(code).toBe(1);
  });

  it('says which settings file cannot be read', async () => {
    const { text, code } = await examine('', { KEYTURN_CONFIG: join(folder, 'gone.yaml') });
    expect(text).toContain('KEYTURN_CONFIG: The settings file cannot be read');
    expect(code).toBe(1);
  });

  it('makes nothing where nothing is yet', async () => {
    const { text } = await examine(sound + roles);
    expect(text).toContain('There is no embedded database');
    expect(await readdir(folder)).toEqual(['keyturn.yaml']);
  });

  it('tells an unreachable database from the rest, without the password', async () => {
    const { text, code } = await examine(sound + roles, {
      DATABASE_URL: 'postgres://a:hunter2@127.0.0.1:1/x',
    });
    expect(text).toContain('The database at 127.0.0.1:1 was not reached');
    expect(text).toContain('1 runbook is valid');
    expect(text).not.toContain('hunter2');
    expect(code).toBe(1);
  });

  it('looks at the embedded database while nobody uses it, and says so when somebody does', async () => {
    const home = join(folder, 'home');
    await mkdir(home, { mode: 0o700 });
    const storage = await openStorage({ url: null, folder: join(home, 'database') }, systemClock);
    expect((await examine(sound + roles)).text).toMatch(
      /! database +The embedded database was not looked at/,
    );
    await storage.close();
    expect((await examine(sound + roles)).text).toContain('Triggers keep the log append-only.');
  });

  it('asks the database who was seen in the groups that fill a role', async () => {
    const group = "  sre: { discord: ['223456789012345678'] }";
    const { text } = await examine(sound + group);
    expect(text).toMatch(/Of the people seen so far, not enough could meet the policy/);
  });
});
