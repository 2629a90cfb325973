import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../../../src/canonical.ts';
import { OpsError } from '../../../../../src/errors.ts';
import type { Plan } from '../../../../../src/runbook/plan/plan.ts';
import { bindFiles } from '../../../../../src/runbook/run/service/bind/bind-files.ts';
import { stepKinds } from '../../../../../src/runbook/steps/kinds.ts';
import type { StepKinds } from '../../../../../src/runbook/steps/step.ts';

const SCRIPT = '#!/bin/sh\necho paid\n';

/** A program as a plan keeps it, with nothing that a test does not give. */
const SHELL = { path: [], settings: [], stdin: null, exits: {}, parse: null, probe: null, maxOutput: 1_024 };

const SAME = (text: string) => text;
const NO_FILES = { files: [], writes: [] };

describe('the files of a plan', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-bind-'));
    await mkdir(join(folder, 'lib'));
    await mkdir(join(folder, 'bin'));
    await writeFile(join(folder, 'pay.sh'), SCRIPT);
    await chmod(join(folder, 'pay.sh'), 0o755);
    await writeFile(join(folder, 'list.csv'), 'ana,10\n');
    await writeFile(join(folder, 'lib', 'a.mjs'), 'a');
    await writeFile(join(folder, 'lib', 'b.mjs'), 'b');
    await writeFile(join(folder, 'bin', 'tool'), 'binary');
    await symlink(join(folder, 'list.csv'), join(folder, 'link.csv'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function bound(
    argv: readonly string[],
    more: {
      files?: readonly string[];
      written?: readonly string[];
      path?: readonly string[];
      env?: object;
      settings?: readonly string[];
      cwd?: string;
    } = {},
  ) {
    const { files = [], written = [], path = [], env = {}, settings = [], cwd = folder } = more;
    const spec = { ...SHELL, argv, cwd, path, env, settings };
    const step = { id: 'pay', kind: 'shell', spec, effect: 'unsafe', secrets: [] };
    const plan = { action: 'demo:pay', steps: [step] } as unknown as Plan;
    const binding = {
      kinds: stepKinds,
      workdir: folder,
      redact: SAME,
      of: () => ({ files, writes: written }),
    };
    const [only] = (await bindFiles(plan, binding)).steps;
    return {
      files: Object.fromEntries(
        (only?.files ?? []).map(({ path, sha256 }) => [path.slice(folder.length + 1), sha256]),
      ),
      unbound: only?.unbound ?? [],
    };
  }

  it('are the program and what its arguments name, by content; its interpreter is said not to be', async () => {
    expect(await bound([join(folder, 'pay.sh'), '--list=list.csv', 'link.csv', '--dry', 'ana'])).toEqual({
      files: {
        'pay.sh': sha256Hex(SCRIPT),
        'list.csv': sha256Hex('ana,10\n'),
        'link.csv': sha256Hex('ana,10\n'),
      },
      unbound: ['/bin/sh (it runs pay.sh)'],
    });
  });

  it('are the script that an interpreter runs, while the interpreter is not', async () => {
    expect(await bound(['bash', './pay.sh'])).toEqual({
      files: { 'pay.sh': sha256Hex(SCRIPT) },
      unbound: ['bash (a program of the host)'],
    });
  });

  it('are searched as the system searches: one that would come before must not appear', async () => {
    const path = [join(folder, 'lib'), join(folder, 'bin')];
    expect((await bound(['tool'], { path })).files).toEqual({
      'lib/tool': null,
      'bin/tool': sha256Hex('binary'),
    });
    expect((await bound(['curl'], { path })).files).toEqual({ 'lib/curl': null, 'bin/curl': null });
  });

  describe('that are found without a slash', () => {
    const TOOL = sha256Hex('#!/bin/sh\n');
    beforeAll(async () => {
      await mkdir(join(folder, 'own'));
      await mkdir(join(folder, 'deep', 'own'), { recursive: true });
      for (const name of ['own/turn', 'turn', 'deep/own/turn']) {
        await writeFile(join(folder, name), '#!/bin/sh\n');
        await chmod(join(folder, name), 0o755);
      }
      await writeFile(join(folder, 'lib', 'turn'), 'not executable');
    });

    it.each([
      ['PATH of the step', ['turn'], { env: { PATH: [join('FOLDER', 'own')] } }],
      ['PATH of the settings', ['turn'], { env: { PATH: ['FOLDER/own'] }, settings: ['PATH'] }],
      ['a relative folder', ['turn'], { env: { PATH: ['./own:/usr/bin'] } }],
      ['a folder behind those of the host', ['turn'], { env: { PATH: ['/usr/bin:/bin:FOLDER/own'] } }],
      ['a wrapper', ['env', 'turn'], { path: ['FOLDER/own'] }],
      ['two wrappers', ['sudo', '-u', 'ops', 'nice', '-n', '5', 'turn'], { path: ['FOLDER/own'] }],
      ['a wrapper with a time', ['timeout', '5', 'turn'], { env: { PATH: ['FOLDER/own:/bin:/usr/bin'] } }],
      ['a wrapper that reads arguments', ['xargs', '-n', '1', 'turn'], { path: ['FOLDER/own'] }],
      ['a wrapper that nobody knows', ['wrapper', '--of', 'turn'], { path: ['FOLDER/own'] }],
      ['a text that a shell runs', ['bash', '-c', 'cd /; turn x'], { path: ['FOLDER/own'] }],
      ['PATH that a wrapper sets', ['env', 'PATH=FOLDER/own', 'turn'], {}],
      ['a relative PATH that a wrapper sets', ['env', 'PATH=own:/bin', 'turn'], {}],
      ['PATH that a text sets', ['bash', '-c', 'PATH="own:$PATH" turn'], {}],
    ])('are bound behind %s', async (_how, argv, more) => {
      const here = JSON.parse(JSON.stringify({ argv, more }).replaceAll('FOLDER', folder));
      const { files, unbound } = await bound(here.argv, here.more);
      expect(files['own/turn']).toBe(TOOL);
      expect(unbound).not.toContain('turn (a program of the host)');
    });

    it('are looked for in the folder that the program runs in where PATH has an empty entry', async () => {
      for (const PATH of ['', ':/usr/bin', '/usr/bin::/bin', '/usr/bin:', '.'])
        expect((await bound(['turn'], { env: { PATH: [PATH] } })).files).toMatchObject({ turn: TOOL });
    });

    it('are looked for from the folder that the step runs in, and that a wrapper changes to', async () => {
      const deep = { 'deep/own/turn': TOOL };
      const env = { PATH: ['own'] };
      expect((await bound(['turn'], { env, cwd: join(folder, 'deep') })).files).toEqual(deep);
      expect((await bound(['env', '-C', 'deep', 'PATH=own', 'turn'])).files).toMatchObject(deep);
      expect((await bound(['env', '--chdir=deep', 'own/turn'])).files).toMatchObject(deep);
    });

    it('are what the system would run: what is not executable is passed by', async () => {
      const env = { PATH: [`${folder}/lib:${folder}/own`] };
      expect(Object.keys((await bound(['turn'], { env })).files)).toEqual(['lib/turn', 'own/turn']);
    });

    it('must not appear in a folder that is searched before, also one of the host', async () => {
      const env = { PATH: [`${folder}/bin:/usr/bin:${folder}/own`] };
      const spec = { ...SHELL, argv: ['turn'], cwd: folder, env };
      const plan = { action: 'demo:pay', steps: [{ id: 'pay', kind: 'shell', spec }] } as unknown as Plan;
      const binding = { kinds: stepKinds, workdir: folder, redact: SAME, of: () => NO_FILES };
      const [only] = (await bindFiles(plan, binding)).steps;
      expect(only?.files).toEqual([
        { path: join(folder, 'bin/turn'), sha256: null },
        { path: join(folder, 'own/turn'), sha256: TOOL },
        { path: '/usr/bin/turn', sha256: null },
      ]);
    });

    it('are not in the folders of the settings where PATH stands for all of them', async () => {
      const { files, unbound } = await bound(['turn'], {
        path: [join(folder, 'own')],
        env: { PATH: ['/usr/bin'] },
      });
      expect(files).toEqual({});
      expect(unbound).toContain('turn (a program of the host)');
    });

    it('are the interpreters of scripts, by name or below the folder of the system', async () => {
      await writeFile(join(folder, 'by-name'), '#!/usr/bin/env -S turn --fast\n');
      await writeFile(join(folder, 'by-path'), `#!${folder}/own/turn\n`);
      const path = [join(folder, 'own')];
      expect((await bound([join(folder, 'by-name')], { path })).files).toMatchObject({ 'own/turn': TOOL });
      expect((await bound([join(folder, 'by-path')])).files).toMatchObject({ 'own/turn': TOOL });
    });
  });

  it('are what the action names besides, by pattern', async () => {
    const { files } = await bound([join(folder, 'pay.sh')], { files: ['lib/*.mjs'] });
    expect(files).toMatchObject({ 'lib/a.mjs': sha256Hex('a'), 'lib/b.mjs': sha256Hex('b') });
  });

  it.each([
    ['attached to a short option', ['psql', '-flist.csv']],
    ['attached with a mark', ['psql', '-f=list.csv']],
    ['behind a name', ['make', 'CONFIG=./list.csv']],
    ['behind two names', ['docker', '--mount', 'type=bind,source=./list.csv,target=/x']],
    ['behind an at sign', ['curl', '-d', '@list.csv']],
    ['behind an at sign of an option', ['curl', '-d@list.csv']],
    [
      'behind a field and an at sign',
      ['curl', '-F', 'file=@list.csv;type=text/csv', '-F', 'more=@./list.csv'],
    ],
    ['before a colon', ['docker', 'run', '-v', './list.csv:/list.csv']],
    ['in a list', ['tool', '--files=other.csv,list.csv']],
  ])('are found where they are named %s', async (_how, argv) => {
    expect((await bound(argv)).files).toEqual({ 'list.csv': sha256Hex('ana,10\n') });
  });

  it('are what variables name, as far as they are known', async () => {
    const env = { SCRIPT: ['./pay.sh'], LIST: [join(folder, 'list.csv')], TOKEN: [{ secret: 'T' }] };
    const { files } = await bound(['true'], { env });
    expect(files).toEqual({ 'pay.sh': sha256Hex(SCRIPT), 'list.csv': sha256Hex('ana,10\n') });
  });

  it('are not those that the settings name for every program: programs write their logs and their state there', async () => {
    const log = join(folder, 'list.csv');
    const own = await bound(['true'], { env: { LOG: [log] } });
    expect(Object.keys(own.files)).toEqual(['list.csv']);
    const given = await bound(['true'], { env: { LOG: [log] }, settings: ['LOG'] });
    expect(given.files).toEqual({});
    expect(given.unbound).toContain('what LOG names (given by the settings)');
  });

  it('are told by the variable and not by its value: what a step says itself is bound, also where the settings say the same', async () => {
    const log = join(folder, 'list.csv');
    const { files, unbound } = await bound(['true'], { env: { LOG: [log], LIST: [log] }, settings: ['LOG'] });
    expect(files).toEqual({ 'list.csv': sha256Hex('ana,10\n') });
    expect(unbound).toContain('what LOG names (given by the settings)');
  });

  it('are those whose names begin with points', async () => {
    await mkdir(join(folder, '..data'), { recursive: true });
    await writeFile(join(folder, '..data', 'x'), 'x');
    await writeFile(join(folder, '...'), 'x');
    expect((await bound(['true', '..data/x', './...'])).files).toEqual({
      '..data/x': sha256Hex('x'),
      '...': sha256Hex('x'),
    });
  });

  it('are not those outside of the folder of the system, which is said; nor what is not there', async () => {
    const other = await mkdtemp(join(tmpdir(), 'keyturn-other-'));
    await writeFile(join(other, 'conf'), 'x');
    const { files, unbound } = await bound(['true', `--conf=${other}/conf`, '../nothing', 'a', '.']);
    await rm(other, { recursive: true });
    expect(files).toEqual({});
    expect(unbound).toEqual([
      'true (a program of the host)',
      `${folder} (a folder)`,
      `${other}/conf (outside of the system's folder)`,
    ]);
  });

  it('are named as such where there are more names than are looked for', async () => {
    const many = Array.from({ length: 150 }, (_, nr) => `n${nr}`).join(',');
    expect((await bound(['true', `--files=${many},list.csv`])).files).toEqual({
      'list.csv': sha256Hex('ana,10\n'),
    });
    const { unbound } = await bound([
      'true',
      'x,'.repeat(3_000),
      Array.from({ length: 2_000 }, (_, nr) => `n${nr}`).join(','),
    ]);
    expect(unbound).toContain(
      'what else true may be told to read: only the first 1000 names were looked for',
    );
  });

  it('are bound or said to be left, wherever a name stands among others', async () => {
    const word = fc.stringMatching(/^[a-z0-9.]{0,6}$/);
    const mark = fc.constantFrom('=', '@', ':', ',', ';', ' ', '"', "'", '(', '<', '|');
    const around = fc.array(fc.tuple(word, mark), { maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(around, around, fc.boolean(), async (before, after, inEnvironment) => {
        const text = [
          ...before.map(([one, by]) => one + by),
          './list.csv',
          ...after.map(([one, by]) => by + one),
        ].join('');
        const { files, unbound } = inEnvironment
          ? await bound(['true'], { env: { X: [text] } })
          : await bound(['true', text]);
        expect(files['list.csv'] !== undefined || unbound.some((line) => line.startsWith('what else'))).toBe(
          true,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('are none of a remote service, which is said', async () => {
    const spec = {
      method: 'POST',
      url: 'https://api.example/x?y',
      headers: {},
      body: null,
      expect: {},
      probe: { url: 'https://state.example/z', expect: { status: 200 } },
    };
    const step = { id: 'call', kind: 'http', spec, effect: 'unsafe', secrets: [] };
    const plan = { action: 'demo:pay', steps: [step] } as unknown as Plan;
    const [only] = (
      await bindFiles(plan, { kinds: stepKinds, workdir: folder, redact: SAME, of: () => NO_FILES })
    ).steps;
    expect(only?.unbound).toEqual([
      'https://api.example (a remote service)',
      'https://state.example (a remote service)',
    ]);
  });

  it('are refused where a pattern leads to nothing', async () => {
    await expect(bound(['true'], { files: ['lib/*.py'] })).rejects.toThrow(OpsError);
  });

  it('leave out what a run writes itself, and folders, and say so', async () => {
    const { files, unbound } = await bound(['true', 'list.csv', 'lib'], { written: ['list.csv'] });
    expect(files).toEqual({});
    expect(unbound).toEqual([
      'true (a program of the host)',
      `${join(folder, 'list.csv')} (the run writes it)`,
      `${join(folder, 'lib')} (a folder)`,
    ]);
  });

  it('are neither pipes, sockets nor devices: nobody waits for one, and it is said', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const server = createServer().listen(join(folder, 'socket'));
    await once(server, 'listening');
    await symlink('/dev/zero', join(folder, 'zeros'));
    // More of them than there are threads for files.
    const argv = [join(folder, 'pipe'), ...Array.from({ length: 8 }, (_, nr) => `${'./'.repeat(nr)}pipe`)];
    try {
      const { files, unbound } = await bound([...argv, 'socket', 'zeros'], { files: ['p*'] });
      expect(files).toEqual({ 'pay.sh': sha256Hex(SCRIPT) });
      expect(unbound).toEqual([
        `${join(folder, 'pipe')} (a named pipe)`,
        `${join(folder, 'socket')} (a socket)`,
        `${join(folder, 'zeros')} (a device)`,
      ]);
    } finally {
      server.close();
      for (const name of ['pipe', 'zeros']) await rm(join(folder, name));
    }
  });

  it('named by a pattern are said where it cannot bind them: links that ** does not follow, and what the run writes', async () => {
    await symlink(join(folder, 'lib'), join(folder, 'bin', 'more'));
    const { files, unbound } = await bound(['true'], { files: ['bin/**'], written: ['bin/tool'] });
    await rm(join(folder, 'bin', 'more'));
    expect(files).toEqual({});
    expect(unbound).toEqual([
      'true (a program of the host)',
      `${join(folder, 'bin', 'tool')} (the run writes it)`,
      `${join(folder, 'bin', 'more')} (a link to a folder, which ** does not follow)`,
    ]);
  });

  it('are given up where the disk does not answer in time', async () => {
    const kinds = new Map([
      [
        'shell',
        { ...stepKinds.get('shell'), commandsOf: () => [{ argv: ['x', 'list.csv'], cwd: folder, path: [] }] },
      ],
    ]);
    const plan = { action: 'demo:pay', steps: [{ id: 'a', kind: 'shell', spec: {} }] } as unknown as Plan;
    const binding = {
      kinds: kinds as unknown as StepKinds,
      workdir: folder,
      redact: SAME,
      of: () => NO_FILES,
    };
    await expect(bindFiles(plan, binding, 0)).rejects.toMatchObject({ refusal: { code: 'plan.files-late' } });
  });
});
