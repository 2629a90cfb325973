import type * as Fs from 'node:fs';
import type * as FsPromises from 'node:fs/promises';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sha256Hex } from '../../src/canonical.ts';
import { OpsError } from '../../src/errors.ts';
import { compareFiles } from '../../src/integrations/shell/planned-files.ts';
import type { Plan } from '../../src/runbook/plan/plan.ts';
import { bindFiles } from '../../src/runbook/run/service/bind/bind-files.ts';
import { stepKinds } from '../../src/runbook/steps/kinds.ts';
import { mayHaveBegun } from '../../src/runbook/steps/support/begun.ts';

/** What the system answers instead, for calls of that name at paths that end so. */
const failing = vi.hoisted(() => ({ call: '', path: '', code: '' }));
const refusing = vi.hoisted(() => <T extends object>(real: T): T => {
  const wrapped = Object.entries(real).map(([name, value]) => {
    if (typeof value !== 'function') return [name, value];
    const call = (...args: unknown[]): unknown => {
      const isIt = failing.call === name.replace('Sync', '') && String(args[0]).endsWith(failing.path);
      if (!isIt) return (value as (...all: unknown[]) => unknown)(...args);
      const error = Object.assign(new Error(`${failing.code}: ${name}`), { code: failing.code });
      if (name.endsWith('Sync')) throw error;
      return Promise.reject(error);
    };
    return [name, call];
  });
  return { ...real, ...(Object.fromEntries(wrapped) as Partial<T>) };
});
vi.mock('node:fs/promises', async (original) => refusing(await original<typeof FsPromises>()));
vi.mock('node:fs', async (original) => {
  const real = await original<typeof Fs>();
  return { ...real, statSync: refusing({ statSync: real.statSync }).statSync };
});

const MOMENTS = ['EMFILE', 'ENFILE', 'ENOMEM', 'EIO', 'EAGAIN', 'ESTALE', 'EBUSY', 'ENOTCONN'];

describe('a host that cannot look at a file just now', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-moment-'));
    await mkdir(join(folder, 'bin'));
    await writeFile(join(folder, 'pay.sh'), '#!/bin/sh\n');
    await chmod(join(folder, 'pay.sh'), 0o755);
    await writeFile(join(folder, 'bin', 'tool'), 'binary', { mode: 0o755 });
    await writeFile(join(folder, 'list.csv'), 'ana,10\n');
    await symlink('list.csv', join(folder, 'link.csv'));
  });
  afterEach(async () => {
    fail('', '', '');
    await rm(folder, { recursive: true });
  });

  function fail(call: string, path: string, code: string): void {
    Object.assign(failing, { call, path, code });
  }

  async function refusalOf(attempt: Promise<unknown>): Promise<OpsError> {
    const error = await attempt.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(OpsError);
    return error as OpsError;
  }

  async function expectNobodyBlamed(attempt: Promise<unknown>, code: string): Promise<void> {
    const error = await refusalOf(attempt);
    expect(error.code).toBe('files.unreadable-now');
    expect(mayHaveBegun(error)).toBe(false);
    const { what, why, next } = error.refusal;
    expect(why).toContain(code);
    expect(`${what} ${why} ${next}`).not.toMatch(/changed|agreed|replaced|who /i);
  }

  const compare = () =>
    compareFiles(
      'pay.sh',
      [
        { path: join(folder, 'pay.sh'), sha256: sha256Hex('#!/bin/sh\n') },
        { path: join(folder, 'none.csv'), sha256: null },
      ],
      new AbortController().signal,
    );

  function bind(argv: readonly string[], files: readonly string[] = []): Promise<Plan> {
    const unused = { stdin: null, exits: {}, parse: null, probe: null, maxOutput: 1_024 };
    const spec = { ...unused, argv, cwd: folder, path: [join(folder, 'bin')], env: {}, settings: [] };
    const step = { id: 'pay', kind: 'shell', spec, effect: 'unsafe', secrets: [] };
    const plan = { action: 'demo:pay', steps: [step] } as unknown as Plan;
    return bindFiles(plan, {
      ...{ kinds: stepKinds, workdir: folder, redact: (text: string) => text },
      of: () => ({ files, writes: [] }),
    });
  }

  it.each(MOMENTS)('does not start a step, and tells nobody to look for an intruder: %s', async (code) => {
    fail('open', 'pay.sh', code);
    await expectNobodyBlamed(compare(), code);
    fail('stat', 'none.csv', code);
    await expectNobodyBlamed(compare(), code);
  });

  it.each(MOMENTS)('does not start it either when the last look fails: %s', async (code) => {
    const refuseChanged = await compare();
    fail('stat', 'pay.sh', code);
    await expectNobodyBlamed(
      (async () => {
        refuseChanged();
      })(),
      code,
    );
  });

  it('still takes what must not be read any more for something else', async () => {
    const refuseChanged = await compare();
    fail('stat', 'pay.sh', 'EACCES');
    expect(refuseChanged).toThrow(expect.objectContaining({ code: 'shell.other-file' }));
    await expect(compare()).rejects.toMatchObject({ code: 'shell.other-file' });
  });

  it.each(MOMENTS)('plans nothing, instead of a plan that binds less: %s', async (code) => {
    fail('open', 'pay.sh', code);
    await expectNobodyBlamed(bind(['./pay.sh']), code);
    fail('open', 'list.csv', code);
    await expectNobodyBlamed(bind(['bash', './pay.sh', 'list.csv']), code);
    await expectNobodyBlamed(bind(['./pay.sh'], ['*.csv']), code);
  });

  it.each([
    ['whether a program is there', 'stat', 'bin/tool', ['tool'], []],
    ['whether it may be run', 'access', 'bin/tool', ['tool'], []],
    ['where a name leads', 'realpath', 'away.csv', ['bash', '../away.csv'], []],
    ['whether something is there', 'stat', 'away.csv', ['bash', '../away.csv'], []],
    ['what a folder holds', 'readdir', '/bin', ['./pay.sh'], ['bin/*']],
    ['what a link leads to', 'stat', 'link.csv', ['./pay.sh'], ['*.csv']],
  ])('plans nothing when it cannot tell %s', async (_what, call, path, argv, files) => {
    fail(call, path, 'EIO');
    await expectNobodyBlamed(bind(argv, files), 'EIO');
  });

  it('still says of a file that must not be read that it is not bound', async () => {
    fail('open', 'list.csv', 'EACCES');
    const [step] = (await bind(['./pay.sh', 'list.csv'])).steps;
    expect(step?.unbound).toContain(`${join(folder, 'list.csv')} (cannot be read: EACCES)`);
  });
});
