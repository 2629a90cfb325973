import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { linkPolicies } from '../../../src/app/links.ts';
import { type Policy, resolvePolicy, writtenPolicy } from '../../../src/approval/policy.ts';
import type { Config } from '../../../src/config/config.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import type { Check, Diagnosis } from '../../../src/doctor/check.ts';
import { administratorsCheck } from '../../../src/doctor/checks/administrators.ts';
import { checkpointsCheck } from '../../../src/doctor/checks/checkpoints.ts';
import { credentialsCheck } from '../../../src/doctor/checks/credentials.ts';
import { databasesCheck } from '../../../src/doctor/checks/databases.ts';
import { homeCheck, signingKeyCheck } from '../../../src/doctor/checks/home.ts';
import { originsCheck } from '../../../src/doctor/checks/origins.ts';
import { programsCheck } from '../../../src/doctor/checks/programs.ts';
import { type Holder, quorumCheck } from '../../../src/doctor/checks/quorum.ts';
import { runbooksCheck, secretsCheck } from '../../../src/doctor/checks/runbooks.ts';
import { nodeCheck, platformsCheck, settingsCheck } from '../../../src/doctor/checks/settings.ts';
import { slotsCheck } from '../../../src/doctor/checks/slots.ts';
import { OpsError } from '../../../src/errors.ts';
import { checkedAddresses } from '../../../src/integrations/http/guard.ts';
import type { Runbook } from '../../../src/runbook/definition/runbook.ts';

const found = async (check: Check): Promise<readonly Diagnosis[]> => check.run();
const first = async (check: Check): Promise<Diagnosis | undefined> => (await found(check))[0];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-doctor-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('credentials', () => {
  const known = { system: 'shop', name: 'site', variable: 'KEYTURN_CREDENTIAL_SITE', isSet: true };
  const use = { system: 'shop', name: 'site', action: 'shop:site/redeploy' };

  it('are named in the settings of the very system, and set', async () => {
    expect(await first(credentialsCheck(async () => [use], [known]))).toMatchObject({ level: 'ok' });
    const elsewhere = await found(credentialsCheck(async () => [{ ...use, system: 'other' }], [known]));
    expect(elsewhere).toMatchObject([
      { says: expect.stringContaining('no credential site of other') as string },
    ]);
    const unset = await found(credentialsCheck(async () => [use], [{ ...known, isSet: false }]));
    expect(unset).toMatchObject([{ level: 'problem', next: 'Set KEYTURN_CREDENTIAL_SITE.' }]);
  });
});

describe('settings', () => {
  const configOf = (text: string, env = {}) => {
    const result = parseConfig({ text, env, file: '/x/keyturn.yaml', cwd: '/x' });
    if (!result.ok) throw new Error('not valid');
    return result.config;
  };

  it('repeats each problem with its place', async () => {
    const result = parseConfig({ text: 'peple: {}', env: {}, file: 'keyturn.yaml', cwd: '/x' });
    const problems = result.ok ? [] : result.problems;
    expect(await first(settingsCheck({ file: 'keyturn.yaml', problems }))).toEqual({
      level: 'problem',
      says: "keyturn.yaml:1:1: peple: Nothing is called 'peple' here.",
      next: "Did you mean 'people'?",
    });
    expect((await first(settingsCheck({ file: null, problems: [] })))?.level).toBe('ok');
  });

  it('tells a wrong Node', async () => {
    expect((await first(nodeCheck('24.21.0')))?.level).toBe('ok');
    expect((await first(nodeCheck('20.20.2')))?.says).toContain('needs 24');
  });

  it('tells what is half configured', async () => {
    const team = 'people: { ana: { name: A } }\n';
    expect(await found(platformsCheck(configOf(team)))).toMatchObject([{ level: 'ok' }]);
    expect((await first(platformsCheck(configOf(`${team}platforms: { discord: {} }`))))?.next).toContain(
      'DISCORD_TOKEN',
    );
    const guildless = platformsCheck(configOf(team, { DISCORD_TOKEN: 'x' }));
    expect((await first(guildless))?.level).toBe('problem');
    expect((await first(platformsCheck(configOf(`${team}environment: production`))))?.says).toContain(
      'No chat platform',
    );
  });
});

describe('home', () => {
  it('is made, and refused when it is a file', async () => {
    expect((await first(homeCheck(join(folder, 'state'))))?.level).toBe('ok');
    await writeFile(join(folder, 'file'), '');
    expect((await first(homeCheck(join(folder, 'file'))))?.says).toContain('is not writable');
    expect((await first(homeCheck(join(folder, 'file', 'state'))))?.level).toBe('problem');
  });

  it('holds the key of the log, for us alone', async () => {
    expect((await first(signingKeyCheck(folder, false)))?.level).toBe('warning');
    await writeFile(join(folder, 'log.key'), 'k', { mode: 0o644 });
    expect((await first(signingKeyCheck(folder, false)))?.next).toBe(
      `Run: chmod 600 ${join(folder, 'log.key')}`,
    );
    await chmod(join(folder, 'log.key'), 0o600);
    expect((await first(signingKeyCheck(folder, false)))?.level).toBe('ok');
    expect((await first(signingKeyCheck(folder, true)))?.says).toContain('environment');
  });
});

describe('runbooks', () => {
  it('are valid, or each problem is told', async () => {
    const one = { file: 'twist/a.yaml', line: 2, column: 3, message: 'Bad.', suggestion: 'Better.' };
    expect(await found(runbooksCheck(async () => ({ count: 1, problems: [one] })))).toEqual([
      { level: 'problem', says: 'twist/a.yaml:2:3: Bad.', next: 'Better.' },
    ]);
    expect((await first(runbooksCheck(async () => ({ count: 0, problems: [] }))))?.says).toBe(
      'There is no runbook.',
    );
  });

  it('find every secret that they refer to', async () => {
    const uses = async () => [
      { name: 'KEY', action: 'twist:a' },
      { name: 'KEY', action: 'twist:b' },
      { name: 'SET', action: 'twist:b' },
    ];
    expect(await found(secretsCheck(uses, ['SET']))).toEqual([
      {
        level: 'problem',
        says: 'The secret KEY is not set; twist:a, twist:b cannot run.',
        next: 'Set the environment variable KEYTURN_SECRET_KEY.',
      },
    ]);
  });
});

describe('programs', () => {
  it('are found from the working folder and on the path, and can be started', async () => {
    await mkdir(join(folder, 'bin'));
    await writeFile(join(folder, 'bin', 'tool'), '', { mode: 0o755 });
    await writeFile(join(folder, 'plain.sh'), '', { mode: 0o644 });
    const use = (program: string) => ({
      system: 'twist',
      program,
      workdir: folder,
      path: [join(folder, 'bin')],
    });
    const check = (...programs: string[]) =>
      found(programsCheck(async () => programs.map(use), '/usr/bin:/bin'));
    expect(await check('tool', 'sh', './bin/tool')).toMatchObject([{ level: 'ok' }]);
    expect(await check('./plain.sh', 'nothing-like-it', './gone.sh')).toMatchObject([
      { level: 'problem', next: `Run: chmod +x ${join(folder, 'plain.sh')}` },
      { level: 'problem', says: expect.stringContaining('nothing-like-it') },
      { level: 'problem', says: expect.stringContaining('gone.sh') },
    ]);
  });

  it('are not looked for in a working folder that does not exist', async () => {
    const use = { system: 'twist', program: './x.sh', workdir: join(folder, 'no'), path: [] };
    const findings = await found(programsCheck(async () => [use], ''));
    expect(findings).toHaveLength(1);
    expect(findings[0]?.next).toContain('systems.twist.workdir');
  });
});

describe('origins', () => {
  let server: Server;
  let origin: string;
  beforeAll(async () => {
    server = createServer((_request, response) => response.writeHead(503).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
  });

  it('answer, whatever they answer', async () => {
    const admit = async () => undefined;
    expect((await first(originsCheck([{ system: 'twist', origin }], admit)))?.level).toBe('ok');
    const closed = originsCheck([{ system: 'twist', origin: 'http://127.0.0.1:1' }], admit);
    expect((await first(closed))?.says).toMatch(/does not answer/);
  });

  it('are a problem when steps may not call them, with what to change', async () => {
    const origins = ['http://monitor.internal'];
    const admit = (_system: string, url: URL) => checkedAddresses(url, { origins }, async () => ['10.0.0.8']);
    expect(
      await first(originsCheck([{ system: 'twist', origin: 'http://monitor.internal' }], admit)),
    ).toEqual({
      level: 'problem',
      says: 'Steps of twist cannot call http://monitor.internal. Its name resolves to 10.0.0.8, an internal address.',
      next: expect.stringContaining('privateOrigins'),
    });
  });
});

describe('checkpoints of the log', () => {
  const check = (publish: string | null, production: boolean) =>
    first(checkpointsCheck({ home: '/srv/keyturn', log: { key: null, origin: null, publish }, production }));

  it('says where they are kept, and in production how to keep them elsewhere', async () => {
    const warned = await check(null, true);
    expect(warned?.level).toBe('warning');
    expect(warned?.says).toContain('/srv/keyturn/checkpoints.txt alone');
    expect(warned?.next).toContain('`log: { publish: <a name under channels> }`');
    expect(warned?.next).toContain('`keyturn audit verify --checkpoint <the copy>`');
    expect((await check(null, false))?.level).toBe('ok');
    expect((await check('ops', true))?.says).toContain('posted in ops');
  });
});

describe('administrators', () => {
  const twist = {
    console: { addr: 'x' },
    discord: null,
    slack: { bot: 'x' },
  } as unknown as Config['platforms'];
  const check = (administrators: string | null, platforms = twist) =>
    first(administratorsCheck({ administrators, platforms }));

  it('are missed where people have accounts on several platforms', async () => {
    expect(await check(null)).toMatchObject({
      level: 'warning',
      next: expect.stringContaining('at least two people'),
    });
    expect((await check(null, { ...twist, slack: null }))?.level).toBe('ok');
    expect((await check('leads'))?.says).toContain('The role leads approves links');
  });

  it.each([
    [[], 'problem', 'The policy of `/ops link` can never be met: it needs 1 of leads.'],
    [['chen'], 'warning', 'The policy of `/ops link` cannot be met when chen asks'],
    [['ben', 'chen'], 'ok', '1 policy can be met whoever asks'],
  ] as const)('are enough when %j hold the role: %s', async (members, level, says) => {
    const holders = async () => members.map((principal) => ({ principal, human: true, roles: ['leads'] }));
    const policies = async () => linkPolicies({ administrators: 'leads' });
    const finding = await first(quorumCheck({ policies, holders, filledElsewhere: [] }));
    expect(finding).toMatchObject({ level, says: expect.stringContaining(says) });
  });
});

describe('quorum', () => {
  const policy = (...groups: Policy['groups']): Policy => resolvePolicy(writtenPolicy.parse({ groups }));
  const human = (principal: string, ...roles: string[]): Holder => ({ principal, human: true, roles });
  const check = (one: Policy, holders: Holder[], filledElsewhere: string[] = []) =>
    first(
      quorumCheck({
        policies: async () => [{ name: 'one-sre', policy: one }],
        holders: async () => holders,
        filledElsewhere,
      }),
    );
  const oneSre = policy({ of: ['sre'], quorum: 1 });

  it('can be met whoever asks', async () => {
    expect((await check(oneSre, [human('ana', 'sre'), human('ben', 'sre')]))?.level).toBe('ok');
  });

  it('warns when somebody could never get their own request approved', async () => {
    expect(await check(oneSre, [human('ana', 'sre')])).toMatchObject({
      level: 'warning',
      says: expect.stringContaining('when ana asks'),
    });
  });

  it('cannot be met by services, by nobody, or by one person in two groups', async () => {
    expect((await check(oneSre, [{ principal: 'ci', human: false, roles: ['sre'] }]))?.level).toBe('problem');
    expect((await check(oneSre, []))?.level).toBe('problem');
    expect((await check(oneSre, [], ['sre']))?.level).toBe('warning');
    const both = policy({ of: ['sre'], quorum: 1 }, { of: ['lead'], quorum: 1 });
    expect((await check(both, [human('ana', 'sre', 'lead')]))?.says).toBe(
      'The policy one-sre can never be met: it needs 1 of sre and 1 of lead.',
    );
    expect(
      (await check(both, [human('ana', 'sre', 'lead'), human('ben', 'sre'), human('chen', 'lead')]))?.level,
    ).toBe('ok');
  });
});

describe('slots', () => {
  const runbook = {
    id: 'shop',
    slots: { stop: { title: 'Stop the provider', manual: 'Stop it in its console.' } },
    unfilled: ['stop'],
  } as unknown as Runbook;

  it('that nobody has filled in are named, each with where its step is written', async () => {
    expect(await found(slotsCheck(async () => [runbook]))).toEqual([
      {
        level: 'warning',
        says: 'The slot stop of shop (Stop the provider) is not filled in, so two people do it by hand: Stop it in its console.',
        next: 'Write what does it into keyturn.yaml: systems.shop.slots.stop: { shell: { run: [program] }, effect: idempotent }, or another kind of step.',
      },
    ]);
    expect(await found(slotsCheck(async () => [{ ...runbook, unfilled: [] }]))).toMatchObject([
      { level: 'ok' },
    ]);
  });
});

describe('databases', () => {
  const use = { system: 'upgrade', database: 'manager', unset: [] };
  const refusal = {
    code: 'sql.too-mighty',
    what: 'x',
    why: 'The role is a superuser.',
    next: 'Make another.',
  };

  it.each([
    ['by a role that may only select', async () => 0, 'ok', '1 database answers.'],
    ['by a role that may change tables', async () => 3, 'warning', 'may change 3 tables'],
    [
      'by a role that is refused',
      async () => {
        throw new OpsError(refusal);
      },
      'problem',
      'Steps of upgrade cannot ask manager. The role is a superuser.',
    ],
  ])('are asked %s', async (_how, ask, level, says) => {
    expect(await first(databasesCheck([use], ask))).toMatchObject({
      level,
      says: expect.stringContaining(says) as string,
    });
  });

  it('are not asked while an address is missing, which is named', async () => {
    const unset = ['KEYTURN_DATABASE_MANAGER'];
    const ask = () => Promise.reject(new Error('unused'));
    expect(await found(databasesCheck([{ ...use, unset }], ask))).toMatchObject([
      { level: 'problem', says: expect.stringContaining('KEYTURN_DATABASE_MANAGER is not set') as string },
    ]);
  });
});
