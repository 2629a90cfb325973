import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createEffects } from '../../../../src/integrations/effects.ts';
import { createFile } from '../../../../src/integrations/file/index.ts';
import { createShell } from '../../../../src/integrations/shell/index.ts';
import { describePlan } from '../../../../src/runbook/plan/describe.ts';
import type { Plan } from '../../../../src/runbook/plan/plan.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { prunable } from '../../../../src/runbook/steps/support/file/survey.ts';
import { openTestDatabase } from '../../../support/database.ts';
import { openExecution } from '../../../support/execution.ts';
import { demo, problemsOf, registryOf } from '../definition/folder.ts';

const ACTIONS: Readonly<Record<string, string>> = {
  prune: '{ prune: reports, matching: "epoch-*.json", olderThan: 30d }',
  'prune-but-two': '{ prune: reports, matching: "*", keep: 2 }',
  'prune-elsewhere': '{ prune: ../elsewhere, matching: "a*", keep: 1 }',
  'prune-link': '{ prune: reports/sub, matching: "a*", keep: 1 }',
  archive: '{ archive: reports, to: "backups/reports.tar.gz" }',
  'archive-some': '{ archive: reports, matching: "*.json", to: "backups/json.tar" }',
  'archive-itself': '{ archive: backups, to: "backups/all.tar" }',
  copy: '{ copy: reports/epoch-1.json, to: backups/copy.json }',
  'copy-out': '{ copy: reports/link, to: backups/copy.json }',
  'archive-link': '{ archive: reports/current, to: backups/current.tar }',
  'copy-empty': '{ copy: reports/empty, to: backups/empty }',
  sync: '{ copy: reports/, to: "backup@elsewhere:reports/" }',
  'sync-here': '{ copy: reports/, to: backups/in/ }',
  rotate: '{ rotate: log/app.log, keep: 2 }',
  encrypt: '{ encrypt: reports/epoch-1.json, forFile: key.asc, to: backups/secret.gpg }',
  seal: '{ encrypt: reports/epoch-1.json, for: age1abc, to: backups/secret.age }',
  sum: '{ checksum: reports/epoch-1.json }',
};
const RUNBOOK = demo(
  `${Object.entries(ACTIONS)
    .map(
      ([name, step]) =>
        `  ${name}: { title: Do it, source: L1, risk: low, steps: [{ id: it, file: ${step} }] }`,
    )
    .join('\n')}
  slow:
    title: Do it
    source: L1
    risk: low
    steps: [{ id: it, timeout: 2s, file: { archive: reports, to: backups/slow.tar } }]
  verify:
    title: Compare it
    source: L1
    risk: read
    params: { wanted: { type: text, description: SHA-256 } }
    steps: [{ id: it, file: { verify: reports/epoch-1.json, is: "{{ params.wanted }}" } }]`,
);
const RSYNC = `#!/bin/sh
cd "$(dirname "$0")/.."
echo "$*" >> rsync-calls
case $* in *--dry-run*) [ -e left ] && cat left ;; esac
exit 0
`;
/** Writes half of an archive, says so, and never ends. */
const SLOW_TAR = `#!/bin/sh
for each; do case $each in --file=*) part=\${each#--file=} ;; esac; done
stat -c %a "$part" > "$(dirname "$0")/../mode"
echo half > "$part"; exec sleep 60
`;
const AGE =
  '#!/bin/sh\nfor each; do case $each in --output=*) cp key.asc "$(echo "$each" | cut -d= -f2)" ;; esac; done\n';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'keyturn-file-')));
const folder = join(root, 'host');
const path = (name: string) => join(folder, name);
const content = (name: string) => readFileSync(path(name), 'utf8');
const WRITABLE = ['reports', 'backups', 'log'].map(path);
const rig = await openExecution(
  createEffects([createShell(), createFile(() => WRITABLE)]),
  openTestDatabase,
  {
    registry: registryOf(RUNBOOK),
    settings: {
      vars: {},
      workdir: folder,
      path: [path('bin')],
      env: { GNUPGHOME: path('gnupg') },
      writable: WRITABLE,
    },
  },
);
afterAll(async () => {
  await rig.close();
  rmSync(root, { recursive: true });
});

const DAY_S = 86_400;
function put(name: string, text: string, daysOld = 0): void {
  writeFileSync(path(name), text);
  const at = Date.now() / 1_000 - daysOld * DAY_S;
  utimesSync(path(name), at, at);
}
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['reports', 'backups', 'log', 'bin', 'gnupg'])
    mkdirSync(path(name), { recursive: true, mode: 0o700 });
  mkdirSync(join(root, 'elsewhere'), { recursive: true });
  put('bin/rsync', RSYNC);
  put('bin/age', AGE);
  for (const name of ['rsync', 'age']) chmodSync(path(`bin/${name}`), 0o755);
  put('key.asc', 'a key\n');
  for (const [number, days] of [40, 35, 10, 1].entries())
    put(`reports/epoch-${number}.json`, `{"n":${number}}\n`, days);
  put('reports/notes.txt', 'kept\n', 90);
  put('log/app.log', 'now\n');
});

const planned = (action: string, params = {}): Promise<Plan> =>
  rig.service.plan({ action: `demo:${action}`, params, requester: 'ana' });
const queued = async (action: string, params = {}) => rig.queue(await planned(action, params));
async function worked(id: string) {
  await rig.engine.work(id);
  const view = await rig.view(id);
  return { ...view, step: view.steps[0] };
}
const ran = async (action: string, params = {}) => worked(await queued(action, params));
function program(name: string, text: string): void {
  put(`bin/${name}`, text);
  chmodSync(path(`bin/${name}`), 0o755);
}
const modeOf = (name: string) => statSync(path(name)).mode & 0o777;
const names = (of: string) => readdirSync(path(of)).toSorted();
const because = (text: string) => ({
  state: 'failed',
  step: { reason: expect.stringContaining(text) as string },
});
const refusedFor = (text: string) => ({ refusal: { why: expect.stringContaining(text) as string } });
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('a step that prunes', () => {
  it('shows exactly what would go, and exactly that goes', async () => {
    const [, section] = describePlan(await planned('prune'), stepKinds);
    expect(section?.brief?.slice(0, 2)).toEqual([
      'deletes old files in reports',
      'those that fit epoch-*.json, changed more than 30d ago: 2 go, 2 stay',
    ]);
    expect(section?.brief?.slice(2)).toEqual([
      expect.stringMatching(/^- epoch-0\.json \(1 KiB, /),
      expect.stringMatching(/^- epoch-1\.json /),
    ]);
    expect(await ran('prune')).toMatchObject({
      state: 'succeeded',
      step: { result: { deleted: 2, gone: 0, stay: 2 } },
    });
    expect(names('reports')).toEqual(['epoch-2.json', 'epoch-3.json', 'notes.txt']);
  });

  it('leaves what came to be old enough since it was planned', async () => {
    const id = await queued('prune');
    put('reports/epoch-9.json', 'old\n', 50);
    await worked(id);
    expect(names('reports')).toContain('epoch-9.json');
  });

  it('deletes nothing when one of them was changed since', async () => {
    const id = await queued('prune');
    appendFileSync(path('reports/epoch-1.json'), 'more\n');
    expect(await worked(id)).toMatchObject(because('since they were listed: epoch-1.json'));
    expect(names('reports')).toHaveLength(5);
  });

  it('deletes nothing when what was to stay is gone', async () => {
    const id = await queued('prune');
    for (const number of [2, 3]) rmSync(path(`reports/epoch-${number}.json`));
    expect(await worked(id)).toMatchObject(because('were to stay, 0 are there, and at least 1 must be'));
    expect(names('reports')).toEqual(['epoch-0.json', 'epoch-1.json', 'notes.txt']);
  });

  it('counts what is half made beside a file neither among those that go nor among those that stay', async () => {
    put('reports/.new.json.run-1.1.part', 'half\n');
    expect(await planned('prune-but-two')).toMatchObject({ steps: [{ spec: { planned: { stay: 2 } } }] });
    await ran('prune-but-two');
    expect(names('reports')).toEqual(['.new.json.run-1.1.part', 'epoch-2.json', 'epoch-3.json']);
  });

  it('takes what is gone already for done', async () => {
    const id = await queued('prune');
    rmSync(path('reports/epoch-0.json'));
    expect(await worked(id)).toMatchObject({ step: { result: { deleted: 1, gone: 1 } } });
  });

  it('is not planned where it would leave nothing', async () => {
    for (const number of [2, 3]) rmSync(path(`reports/epoch-${number}.json`));
    await expect(planned('prune')).rejects.toMatchObject(refusedFor('and none would be left'));
  });

  it('is not planned where a name holds a secret of the settings: the plan would show it', async () => {
    rig.secrets.set('API', 's3cr3t-of-api');
    put('reports/epoch-s3cr3t-of-api.json', '{}\n', 50);
    const refusal = { why: expect.stringContaining('stands in the names of 1 of the files') as string };
    await expect(planned('prune')).rejects.toMatchObject({ refusal });
    rig.secrets.delete('API');
  });

  it('leaves the newest that are kept, and never a link or a folder', async () => {
    symlinkSync('notes.txt', path('reports/link'));
    mkdirSync(path('reports/old'));
    expect(await ran('prune-but-two')).toMatchObject({ state: 'succeeded' });
    expect(names('reports')).toEqual(['epoch-2.json', 'epoch-3.json', 'link', 'old']);
  });

  it('is not planned outside of the folders that may be touched, also not through a link', async () => {
    await expect(planned('prune-elsewhere')).rejects.toMatchObject(refusedFor('files below'));
    symlinkSync('../../elsewhere', path('reports/sub'));
    await expect(planned('prune-link')).rejects.toMatchObject(refusedFor('It leads to'));
  });

  it('never lets a file go that is newer than one that stays, or is not old enough', () => {
    const file = fc.record({ name: fc.string(), changedAt: fc.integer({ min: 0, max: 1_000 }) });
    const limit = fc.option(fc.integer({ min: 0, max: 1_000 }));
    fc.assert(
      fc.property(fc.array(file), limit, fc.option(fc.nat(20)), (files, olderThanMs, keep) => {
        const go = prunable(files, { olderThanMs, keep }, 1_000);
        const stay = files.filter((one) => !go.includes(one));
        expect(go.length + stay.length).toBe(files.length);
        expect(stay.length).toBeGreaterThanOrEqual(Math.min(keep ?? 0, files.length));
        const newest = Math.max(...go.map(({ changedAt }) => changedAt));
        if (go.length > 0)
          expect(Math.min(...stay.map(({ changedAt }) => changedAt))).toBeGreaterThanOrEqual(newest);
        if (olderThanMs !== null && go.length > 0) expect(newest).toBeLessThan(1_000 - olderThanMs);
      }),
    );
  });
});

describe('a step that makes a file', () => {
  it('archives a folder, under its name only when it is whole', async () => {
    const view = await ran('archive');
    expect(view).toMatchObject({
      state: 'succeeded',
      step: { result: { path: path('backups/reports.tar.gz') } },
    });
    const listed = execFileSync('tar', ['-tzf', path('backups/reports.tar.gz')], { encoding: 'utf8' });
    expect(listed).toContain('reports/epoch-1.json');
    expect(names('backups')).toEqual(['reports.tar.gz']);
  });

  it('archives what a link leads to, and not the link', async () => {
    mkdirSync(path('reports/42'));
    put('reports/42/page.html', 'page\n');
    symlinkSync('42', path('reports/current'));
    expect(await ran('archive-link')).toMatchObject({ state: 'succeeded' });
    const listed = execFileSync('tar', ['-tf', path('backups/current.tar')], { encoding: 'utf8' });
    expect(listed).toContain('42/page.html');
  });

  it('lets nobody else read an archive, also while it is made', async () => {
    await ran('archive');
    expect(modeOf('backups/reports.tar.gz')).toBe(0o600);
    program('tar', SLOW_TAR);
    await ran('slow');
    expect(content('mode')).toBe('600\n');
  });

  it('takes away what it has half made when its time is over, and says that nothing is there', async () => {
    program('tar', SLOW_TAR);
    const id = await queued('slow');
    await worked(id);
    expect(await worked(id)).toMatchObject(because('slow.tar is not there'));
    expect(names('backups')).toEqual([]);
  });

  it('takes away what it has half made when its run is cancelled', async () => {
    program('tar', SLOW_TAR);
    const id = await queued('archive');
    const working = rig.engine.work(id);
    await expect.poll(() => names('backups')).toHaveLength(1);
    await expect.poll(() => existsSync(path('mode'))).toBe(true);
    await rig.service.cancel(id, 'ben', 'enough');
    await Promise.all([rig.engine.work(id), working]);
    expect(names('backups')).toEqual([]);
  });

  it('takes away what it has half made when it cannot be gone on with', async () => {
    program('tar', '#!/bin/sh\nrm "$0"\n');
    expect(await ran('archive')).toMatchObject({ state: 'failed' });
    expect(names('backups')).toEqual([]);
  });

  it('archives only what fits, and fails where nothing does', async () => {
    await ran('archive-some');
    expect(execFileSync('tar', ['-tf', path('backups/json.tar')], { encoding: 'utf8' })).not.toContain(
      'notes',
    );
    rmSync(path('backups/json.tar'));
    for (const number of [0, 1, 2, 3]) rmSync(path(`reports/epoch-${number}.json`));
    expect(await ran('archive-some')).toMatchObject(because('fits *.json'));
    expect(names('backups')).toEqual([]);
  });

  it('never writes over another file', async () => {
    put('backups/reports.tar.gz', 'yesterday\n');
    expect(await ran('archive')).toMatchObject(because('is there already, and nothing is overwritten'));
    expect(content('backups/reports.tar.gz')).toBe('yesterday\n');
  });

  it('leaves nothing behind where its program fails', async () => {
    put(
      'bin/tar',
      '#!/bin/sh\nfor each; do case $each in --file=*) echo half > "$(echo "$each" | cut -d= -f2)" ;; esac; done\necho "No space left" >&2; exit 2\n',
    );
    chmodSync(path('bin/tar'), 0o755);
    expect(await ran('archive')).toMatchObject(because('tar ended with exit code 2: No space left'));
    expect(names('backups')).toEqual([]);
  });

  it('is not planned where the archive would lie in itself', async () => {
    await expect(planned('archive-itself')).rejects.toMatchObject(
      refusedFor('would lie in what goes into it'),
    );
  });

  it('copies a file, and says what it holds', async () => {
    const text = content('reports/epoch-1.json');
    expect(await ran('copy')).toMatchObject({
      step: { result: { sha256: sha256(text), bytes: text.length } },
    });
    expect(content('backups/copy.json')).toBe(text);
  });

  it('copies a file that is empty', async () => {
    put('reports/empty', '');
    expect(await ran('copy-empty')).toMatchObject({ state: 'succeeded', step: { result: { bytes: 0 } } });
    expect(content('backups/empty')).toBe('');
  });

  it('gives a copy the mode of the file', async () => {
    chmodSync(path('reports/epoch-1.json'), 0o664);
    await ran('copy');
    expect(modeOf('backups/copy.json')).toBe(0o664);
  });

  it('copies nothing that a link leads to elsewhere', async () => {
    writeFileSync(join(root, 'elsewhere', 'secret'), 'x');
    symlinkSync('../../elsewhere/secret', path('reports/link'));
    expect(await ran('copy-out')).toMatchObject(because('It leads to'));
    expect(names('backups')).toEqual([]);
  });

  it('encrypts for a key that is kept in a file', async () => {
    const home = { ...process.env, GNUPGHOME: path('gnupg') };
    const gpg = (...args: string[]) =>
      execFileSync('gpg', ['--batch', '--quiet', ...args], {
        env: home,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    gpg('--passphrase', '', '--quick-generate-key', 'shop', 'default', 'default');
    put('key.asc', gpg('--armor', '--export', 'shop'));
    expect(await ran('encrypt')).toMatchObject({ state: 'succeeded' });
    expect(gpg('--decrypt', path('backups/secret.gpg'))).toBe('{"n":1}\n');
  }, 60_000);

  it('gives age what it encrypts for', async () => {
    expect(await ran('seal')).toMatchObject({ state: 'succeeded' });
    expect(content('backups/secret.age')).toBe('a key\n');
    const [, section] = describePlan(await planned('seal').catch(() => planned('sum')), stepKinds);
    expect(section?.brief?.[0]).toBeDefined();
  });

  it('copies to another host by rsync, and fails where something is not there afterwards', async () => {
    expect(await planned('sync')).toMatchObject({
      steps: [
        { unbound: expect.arrayContaining(['the host backup@elsewhere (a remote service)']) as unknown },
      ],
    });
    expect(await ran('sync')).toMatchObject({ state: 'succeeded' });
    put('left', '<f+++++++++ epoch-1.json\n');
    expect(await ran('sync')).toMatchObject(because('1 files are not there as they are here'));
  });

  it('5.7 leaves it in doubt when it has copied, and rsync could not be asked what is left', async () => {
    for (const end of ['rm bin/rsync', 'case $* in *--dry-run*) exit 255 ;; esac']) {
      program('rsync', RSYNC.replace('exit 0', end));
      expect(await ran('sync')).toMatchObject({
        state: 'unknown',
        step: {
          reason: expect.stringContaining('rsync has copied, and could not be asked') as string,
        },
      });
    }
  });

  it('fills no folder that a link leads to elsewhere, also where that came after it was planned', async () => {
    mkdirSync(path('backups/in'));
    const id = await queued('sync-here');
    rmSync(path('backups/in'), { recursive: true });
    symlinkSync('../../elsewhere', path('backups/in'));
    expect(await worked(id)).toMatchObject(because('It leads to'));
    expect(existsSync(path('rsync-calls'))).toBe(false);
    await expect(planned('sync-here')).rejects.toMatchObject(refusedFor('It leads to'));
  });

  it('gives rsync the place that was looked at, where a link leads to it', async () => {
    mkdirSync(path('backups/real'));
    symlinkSync('real', path('backups/in'));
    expect(await ran('sync-here')).toMatchObject({ state: 'succeeded' });
    expect(content('rsync-calls')).toContain(`-- ${path('reports')}/ ${path('backups/real')}/`);
  });
});

describe('a step that rotates a log', () => {
  it('sets it aside, and keeps as many as it says', async () => {
    put('log/app.log.1', 'one\n');
    put('log/app.log.2', 'two\n');
    expect(await ran('rotate')).toMatchObject({ step: { result: { path: path('log/app.log.1') } } });
    expect([content('log/app.log.1'), content('log/app.log.2')]).toEqual(['now\n', 'one\n']);
    expect(names('log')).toEqual(['app.log.1', 'app.log.2']);
  });

  it('shows each file that is deleted by it, and exactly these go', async () => {
    for (const number of [1, 2, 4]) put(`log/app.log.${number}`, `${number}\n`);
    put('log/app.log.5.gz', 'another one\n');
    const [, section] = describePlan(await planned('rotate'), stepKinds);
    expect(section?.brief).toEqual([
      'sets app.log aside as app.log.1',
      'deletes what is too much then:',
      expect.stringMatching(/^- app\.log\.2 \(1 KiB, /),
      expect.stringMatching(/^- app\.log\.4 /),
    ]);
    await ran('rotate');
    expect(names('log')).toEqual(['app.log.1', 'app.log.2', 'app.log.5.gz']);
    expect(content('log/app.log.2')).toBe('1\n');
  });

  it('deletes nothing that was not shown', async () => {
    put('log/app.log.1', 'one\n');
    const id = await queued('rotate');
    put('log/app.log.2', 'two\n');
    expect(await worked(id)).toMatchObject(
      because('is not what stood there when this was planned: app.log.2'),
    );
    expect(names('log')).toEqual(['app.log', 'app.log.1', 'app.log.2']);
  });

  it('is refused when somebody has rotated it since', async () => {
    const id = await queued('rotate');
    rmSync(path('log/app.log'));
    put('other', 'x');
    put('log/app.log', 'new\n');
    const view = await worked(id);
    // The system may give the number of a file to the next one.
    if (view.state === 'failed') expect(view).toMatchObject(because('somebody has rotated it meanwhile'));
    expect(existsSync(path('log/app.log')) || existsSync(path('log/app.log.1'))).toBe(true);
  });
});

describe('a step that compares', () => {
  it('tells the SHA-256, and fails where it is another', async () => {
    const sum = sha256(content('reports/epoch-1.json'));
    expect(await ran('sum')).toMatchObject({ step: { result: { sha256: sum } } });
    expect(await ran('verify', { wanted: sum })).toMatchObject({ state: 'succeeded' });
    expect(await ran('verify', { wanted: '0'.repeat(64) })).toMatchObject(because('and must have 000'));
  });
});

describe('lint of files', () => {
  const of = (file: string) =>
    problemsOf(
      demo(`  a:
    title: A
    source: L1
    risk: low
    params: { v: { type: text, description: V } }
    steps: [{ id: one, file: ${file} }]`),
    ).map(({ message }) => message);

  it.each([
    ['{ prune: a, matching: "*", keep: 3 }'],
    ['{ prune: a, matching: "x-*", olderThan: 3d }'],
    ['{ encrypt: "{{ params.v }}", for: age1abc, to: b }'],
  ])('takes %s', (file) => {
    expect(of(file)).toEqual([]);
  });

  it.each([
    ['{ prune: a, matching: "*", olderThan: 30d }', 'every name fits this'],
    ['{ prune: a, matching: "a*" }', 'nothing says which of them stay'],
    ['{ prune: a, matching: "../*", keep: 1 }', "'matching' is"],
    ['{ prune: "{{ params.v }}", matching: "a*", keep: 1 }', 'stands in the path of a folder'],
    ['{ archive: a, to: a.zip }', 'an archive is a .tar or a .tar.gz'],
    ['{ copy: a, to: "{{ params.v }}:b" }', 'would choose where it goes'],
    ['{ encrypt: a, to: b }', 'is for one recipient'],
    ['{ encrypt: a, for: "{{ params.v }}", to: b }', 'the recipient, who can read it'],
    ['{ copy: a, rotate: b, keep: 1 }', 'or says it twice'],
    ['{ verify: a }', '`verify` without `is`'],
    ['{ rotate: a, keep: 1, to: b }', '`to` says nothing of rotate'],
  ])('refuses %s', (file, message) => {
    expect(of(file).join('\n')).toContain(message);
  });
});
