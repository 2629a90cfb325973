import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OpsError } from '../../../../src/errors.ts';
import { listFiles } from '../../../../src/files/listing.ts';
import { notDeleted, notLinked, notRead } from '../../../../src/integrations/file/failure.ts';
import { createFile } from '../../../../src/integrations/file/index.ts';
import type { Io } from '../../../../src/integrations/integration.ts';
import { mayHaveBegun } from '../../../../src/runbook/steps/support/begun.ts';

const disk = vi.hoisted(() => ({ fails: false }));
vi.mock('../../../../src/files/sync-folder.ts', () => ({
  async syncFolder() {
    if (disk.fails) throw Object.assign(new Error('i/o error'), { code: 'EIO' });
  },
}));

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'keyturn-file-integration-')));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  disk.fails = false;
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});

const { operations } = createFile(() => [folder]);
const at = (name: string) => join(folder, name);
const put = (name: string, text = `${name}\n`) => writeFileSync(at(name), text);
const io = (begin: () => void = () => {}): Io => ({
  system: 'shop',
  signal: new AbortController().signal,
  begin,
  aside: (work) => work(),
  output() {},
  secret: () => '',
});
const called = (name: string, input: object, begin?: () => void) =>
  operations[name]?.run(input, io(begin)) ?? Promise.reject(new Error(name));
const target = (attempt = 1) => ({ to: at('made'), run: 'run-1', step: 'it', attempt });
const refusal = (error: unknown) => (error as OpsError).refusal;

describe('files that are deleted', () => {
  const pruned = async (begin: () => void) => {
    for (const name of ['a', 'b', 'c', 'new']) put(name);
    const files = (await listFiles(folder)).slice(0, 3).map(({ name, stamp }) => ({ name, stamp }));
    return called('prune', { folder, files, matching: '*', stay: 1 }, begin);
  };

  it('are told apart from those that were left when one is changed in the middle', async () => {
    let begun = 0;
    const done = await pruned(() => {
      begun += 1;
      if (begun === 2) appendFileSync(at('b'), 'more\n');
    });
    expect(done).toMatchObject({
      deleted: 1,
      gone: 0,
      stopped: { why: expect.stringContaining('Written to or replaced since they were listed: b') as string },
    });
    expect(readdirSync(folder).toSorted()).toEqual(['b', 'c', 'new']);
  });

  it('are none when the first is changed', async () => {
    await expect(pruned(() => appendFileSync(at('a'), 'more\n'))).rejects.toMatchObject({
      refusal: { what: `Nothing was deleted in ${folder}.` },
    });
  });
});

describe('files that are deleted, whatever their times say', () => {
  const listed = async () =>
    (await listFiles(folder))
      .filter(({ name }) => name !== 'new')
      .map(({ name, stamp }) => ({ name, stamp }));

  it('are none where the content of one was changed, and its size and time are those that it had', async () => {
    const old = new Date('2026-03-01T09:00:00Z');
    for (const name of ['a', 'b', 'new']) put(name);
    utimesSync(at('b'), old, old);
    const files = await listed();
    put('b', 'B\n');
    utimesSync(at('b'), old, old);
    await expect(called('prune', { folder, files, matching: '*', stay: 1 })).rejects.toMatchObject({
      refusal: { why: expect.stringContaining('Written to or replaced since they were listed: b') as string },
    });
    expect(readdirSync(folder).toSorted()).toEqual(['a', 'b', 'new']);
  });

  it('are all of them where two are names of one file', async () => {
    for (const name of ['a', 'new']) put(name);
    linkSync(at('a'), at('b'));
    expect(await called('prune', { folder, files: await listed(), matching: '*', stay: 1 })).toMatchObject({
      deleted: 2,
    });
  });
});

describe('a file that is made', () => {
  it('5.7 has its name and leaves doubt when its disk does not say that this is kept', async () => {
    writeFileSync((await called('prepare', target())) as string, 'whole\n');
    disk.fails = true;
    const error = await called('place', target()).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(refusal(error)).toMatchObject({ code: 'file.not-synced', what: `${at('made')} has its name.` });
    expect(mayHaveBegun(error)).toBe(true);
    expect(existsSync(at('made'))).toBe(true);
  });

  it('is another one for each attempt: who lost the run takes nothing from the one who went on', async () => {
    await called('prepare', target(1));
    const second = (await called('prepare', target(2))) as string;
    expect(readdirSync(folder)).toHaveLength(1);
    await called('discard', target(1));
    await expect(called('place', target(1))).rejects.toMatchObject({ code: 'file.nothing' });
    expect(existsSync(second)).toBe(true);
  });

  it('is taken away by whoever asks whether it has its name', async () => {
    await called('prepare', target());
    expect(await called('standing', target(2))).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('what the host says', () => {
  const said = (code: string) => Object.assign(new Error(code), { code });

  it.each([
    ['EPERM', 'was not written', 'has no hard links, or forbids them (EPERM)', notLinked],
    ['EOPNOTSUPP', 'was not written', 'has no hard links', notLinked],
    ['EACCES', 'was not deleted', 'may not change its folder', notDeleted],
    ['EPERM', 'was not deleted', 'is protected against that', notDeleted],
    ['EACCES', 'was not read', 'may not read it', notRead],
  ])('is told by what was to be done: %s, it %s', (code, what, why, failure) => {
    const told = refusal(failure('x', said(code)));
    expect(told.what).toContain(what);
    expect(told.why).toContain(why);
  });
});
