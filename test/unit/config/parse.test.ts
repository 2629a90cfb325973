import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { writtenPolicy } from '../../../src/approval/policy.ts';
import type { Config } from '../../../src/config/config.ts';
import { type ConfigInput, parseConfig } from '../../../src/config/parse.ts';
import { configError, formatProblem } from '../../../src/config/problem.ts';

const FILE = '/etc/keyturn/keyturn.yaml';

function parse(text: string, env: ConfigInput['env'] = {}) {
  return parseConfig({ text, env, file: text === '' ? null : FILE, cwd: '/srv', policy: writtenPolicy });
}

function valid(text: string, env: ConfigInput['env'] = {}): Config {
  const result = parse(text, env);
  if (!result.ok) throw configError(result.problems);
  return result.config;
}

/** Problems as a person reads them, without the folder. */
function problems(text: string, env: ConfigInput['env'] = {}): string[] {
  const result = parse(text, env);
  return result.ok ? [] : result.problems.map(formatProblem).map((line) => line.replace('/etc/keyturn/', ''));
}

describe('settings', () => {
  it('are valid with no file and no environment', () => {
    const config = valid('');
    expect(config).toMatchObject({
      file: null,
      home: '/srv/.keyturn',
      runbooks: '/srv/runbooks',
      environment: 'development',
      production: false,
      database: { url: null, folder: '/srv/.keyturn/database' },
      http: { host: '127.0.0.1', port: 4300 },
      timing: { leaseMs: 30_000 },
      platforms: { discord: null, slack: null, console: { addr: { host: '127.0.0.1', port: 4310 } } },
    });
    expect(config.platforms.console?.personas).toHaveLength(1);
  });

  it('are frozen all the way down', () => {
    const config = valid('people: { ana: { name: Ana } }');
    expect(() => {
      (config.people as unknown[]).push('x');
    }).toThrow(TypeError);
    expect(() => {
      (config.timing as { leaseMs: number }).leaseMs = 1;
    }).toThrow(TypeError);
  });

  it('resolve relative paths against the file, and state against the current folder', () => {
    const config = valid('runbooks: ../books\nsystems: { twist: { workdir: plant, path: [plant/bin] } }');
    expect(config.runbooks).toBe('/etc/books');
    expect(config.systems.twist).toMatchObject({
      workdir: '/etc/keyturn/plant',
      path: ['/etc/keyturn/plant/bin'],
    });
    expect(config.home).toBe('/srv/.keyturn');
    const state = valid("systems: { twist: { workdir: w, env: { A: '{{ home }}/x', B: '{{workdir}}/y' } } }");
    expect(state.systems.twist?.env).toEqual({ A: '/srv/.keyturn/x', B: '/etc/keyturn/w/y' });
    const folders = valid(
      "systems: { twist: { workdir: w, writable: ['{{ home }}/x', '{{ workdir }}/y', z] } }",
    );
    expect(folders.systems.twist?.writable).toEqual([
      '/srv/.keyturn/x',
      '/etc/keyturn/w/y',
      '/etc/keyturn/z',
    ]);
  });

  it('take a Discord server as an id, or with categories of its own', () => {
    const [guild, eu, us, open] = ['4', '5', '6', '7'].map((digit) => digit.repeat(18));
    const servers = `{ eu: { id: '${eu}', categories: { public: '${open}' } }, us: '${us}' }`;
    expect(
      valid(`platforms: { discord: { guild: '${guild}', servers: ${servers} } }`).platforms.discord?.servers,
    ).toEqual([
      { name: 'eu', id: eu, categories: { public: open, private: open, archive: null } },
      { name: 'us', id: us, categories: { public: null, private: null, archive: null } },
    ]);
    const [problem] = problems(`platforms: { discord: { servers: { eu: { categories: {} } } } }`);
    expect(problem).toContain('eu');
  });

  it('read the demo', () => {
    const text = readFileSync(new URL('../../../examples/demo/keyturn.yaml', import.meta.url), 'utf8');
    const config = valid(text);
    expect(config.people).toHaveLength(9);
    expect(config.channels['ops-twist']).toEqual([
      { platform: 'console', workspace: 'local', channel: 'ops-twist' },
    ]);
  });
});

describe('a problem', () => {
  it('says where it is, what was found, and what to write', () => {
    expect(problems('people:\n  ana:\n    name: Ana\n    kind: humn\n')).toEqual([
      "keyturn.yaml:4:11: people.ana.kind: 'kind' is \"humn\". Did you mean 'human'? Known: human, service.",
    ]);
  });

  it('names the nearest key for one that does not exist', () => {
    expect(problems('chanels: {}')).toEqual([
      "keyturn.yaml:1:1: chanels: Nothing is called 'chanels' here. Did you mean 'channels'?",
    ]);
    expect(problems('people: { ana: { name: Ana, account: {} } }')[0]).toContain("Did you mean 'accounts'?");
  });

  it('is told together with all others, in the order of the file', () => {
    const found = problems('environment: 7\nroles:\n  sre: { members: ana }\n  Ops: {}\n');
    expect(found).toHaveLength(3);
    expect(found[0]).toMatch(/^keyturn.yaml:1:14: environment: .*Put the text into double quotes/);
    expect(found[1]).toMatch(/^keyturn.yaml:3:19: roles.sre.members: .*Write a list/);
    expect(found[2]).toMatch(/^keyturn.yaml:4:3: roles.Ops: .*lower-case/);
  });

  it('tells that an id was written as a number', () => {
    expect(problems('people: { ana: { name: Ana, accounts: { discord: 123456789012345678 } } }')[0]).toMatch(
      /people.ana.accounts.discord.*a text/,
    );
  });

  it('is found in what is not YAML at all', () => {
    expect(problems('people: [}')[0]).toMatch(/^keyturn.yaml:1:9: This \[ is never closed/);
    expect(problems('people: ]')[0]).toMatch(/^keyturn.yaml:1:\d+: This is not valid YAML/);
    expect(problems('a: 1\na: 2')[0]).toContain('twice');
  });

  it.each([
    ['timing: { lease: soon }', "'soon' is not a duration"],
    ['timing: { lease: 1999ms }', 'Write at least 2s'],
    ['timing: { lease: 0s }', 'keyturn.yaml:1:18: timing.lease: '],
    ['timing: { lease: 25d }', 'Write at most 24d'],
    ['timing: { drain: 25d }', 'keyturn.yaml:1:18: timing.drain: '],
    ['timing: { checkpointInterval: 25d }', 'Write at most 24d'],
    ['platforms: { console: { addr: "4310" } }', 'host:port'],
    ['platforms: { console: { addr: "127.0.0.1:99999" } }', '65535'],
    ['systems: { twist: { origins: ["https://x.example/path"] } }', 'only scheme, host and port'],
    ['roles: { sre: { members: [anna] } }\npeople: { ana: { name: Ana } }', "Did you mean 'ana'?"],
    ['systems: { twist: { channel: ops } }', "No channel is called 'ops'. None is defined."],
    ['systems: { twist: { operators: { high: [linkd] } } }', "Did you mean 'linked'?"],
    ['log: { publish: nowhere }', "No channel is called 'nowhere'"],
    ['roles: { sre: {} }\npolicies: { one: { groups: [{ of: [sry], quorum: 1 }] } }', "Did you mean 'sre'?"],
    ['policies: { one: { groups: [{ of: [sre], quorum: 0 }] } }', 'at least 1'],
    ['policies: { one: { group: [] } }', "Did you mean 'groups'?"],
    [
      'platforms: { console: { personas: [{ id: a, name: A }, { id: a, name: B }] } }',
      "Two personas are called 'a'.",
    ],
    ['environment: prod-eu\nplatforms: { console: {} }', 'allowInProduction: true'],
    ['people: { ana: { name: " \\u200b " } }', 'keyturn.yaml:1:24: people.ana.name: '],
    ['environment: "a\\0b"', 'keyturn.yaml:1:14: The text holds the zero character'],
    ['roles: { sre: { members: ["\\ud800"] } }', 'keyturn.yaml:1:27: The text holds half of a character'],
    ['people: &p { ana: { name: Ana, accounts: *p } }', 'keyturn.yaml:1:42: This value stands for the block'],
    [
      'systems: { twist: { vars: { wei: 9007199254740993 } } }',
      'keyturn.yaml:1:34: systems.twist.vars.wei: ',
    ],
    ['systems: { twist: { env: { RATE: 1.10 } } }', 'keyturn.yaml:1:34: systems.twist.env.RATE: '],
    ['policies: { one: { groups: [{ of: [sre], quorum: 9007199254740993 }] } }', 'not kept exactly'],
  ])('%s', (text, words) => {
    expect(problems(text).join('\n')).toContain(words);
  });
});

describe('accounts', () => {
  it('5.2 belong to one person: a shared one is refused and both are named', () => {
    const text =
      'people:\n  ana: { name: A, accounts: { console: x } }\n  ben: { name: B, accounts: { console: x } }';
    expect(problems(text)).toEqual([
      expect.stringMatching(/^keyturn.yaml:3:\d+: people.ben.accounts.console: .*belongs to ana and to ben/),
    ]);
  });

  it('take the workspace of their platform', () => {
    const config = valid(
      `people: { ana: { name: A, accounts: { discord: '123456789012345678', slack: U024BE7LD } } }
roles: { sre: { discord: ['223456789012345678'], slack: S024BE7LD } }
platforms: { discord: { guild: '323456789012345678' }, slack: { workspaces: { main: { team: T024BE7LD } } } }`,
    );
    expect(config.people[0]?.accounts).toEqual([
      { platform: 'discord', workspace: '323456789012345678', id: '123456789012345678' },
      { platform: 'slack', workspace: 'T024BE7LD', id: 'U024BE7LD' },
    ]);
    expect(config.roles[0]?.groups.map((group) => group.platform)).toEqual(['discord', 'slack']);
    expect(config.platforms.console).not.toBeNull();
  });

  it('need a server or workspace to be in', () => {
    const text = "people: { ana: { name: A, accounts: { discord: '123456789012345678' } } }";
    expect(problems(text)[0]).toContain('DISCORD_GUILD_ID');
    expect(
      valid(text, { DISCORD_TOKEN: 't', DISCORD_GUILD_ID: '323456789012345678' }).people[0]?.accounts,
    ).toHaveLength(1);
    expect(problems('people: { ana: { name: A, accounts: { slack: U024BE7LD } } }')[0]).toContain(
      'workspaces',
    );
  });

  it('say which of several workspaces they are in', () => {
    const slack = 'platforms: { slack: { workspaces: { main: { team: T1111 }, eu: { team: T2222 } } } }';
    expect(problems(`people: { ana: { name: A, accounts: { slack: U1111 } } }\n${slack}`)[0]).toContain(
      'Write { workspace: main, id: … }',
    );
    const text = `people: { ana: { name: A, accounts: { slack: [{ workspace: eu, id: U1111 }] } } }\n${slack}`;
    expect(valid(text).people[0]?.accounts[0]?.workspace).toBe('T2222');
    expect(problems(text.replace('workspace: eu', 'workspace: ue'))[0]).toContain("Did you mean 'eu'?");
  });
});

describe('the environment', () => {
  it('turns a misspelt variable of ours into a problem', () => {
    expect(problems('', { KEYTURN_HOM: '/x' })).toEqual([
      'KEYTURN_HOM: There is no such environment variable. Did you mean KEYTURN_HOME?',
    ]);
    expect(problems('', { KEYTURN_CRASH_AT: 'x', PATH: '/bin', DISCORD_TOKN: 'x' })).toEqual([]);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(valid('', { DATABASE_URL: '', LOG_LEVEL: '' }).database.url).toBeNull();
  });

  it('5.11 wraps secrets so that they print nowhere', () => {
    const config = valid('', {
      DATABASE_URL: 'postgres://k:hunter2@localhost/k',
      KEYTURN_SECRET_MONITOR: 'hunter2',
      DISCORD_TOKEN: 'hunter2',
      SLACK_SIGNING_SECRET_EU: 'hunter2',
    });
    for (const shown of [JSON.stringify(config), inspect(config, { depth: 9 }), `${config.database.url}`]) {
      expect(shown).not.toContain('hunter2');
      expect(shown).toContain('[secret]');
    }
    expect(config.secrets.MONITOR?.reveal()).toBe('hunter2');
  });

  it('5.11 never quotes a secret that is malformed', () => {
    const found = problems('', {
      SLACK_BOT_TOKEN: 'hunter2',
      DATABASE_URL: 'mysql://hunter2',
      LOG_LEVEL: 'loud',
    });
    expect(found.join('\n')).not.toContain('hunter2');
    expect(found.map((line) => line.split(':')[0])).toEqual(['DATABASE_URL', 'LOG_LEVEL', 'SLACK_BOT_TOKEN']);
    expect(found[1]).toContain('"loud"');
  });

  it.each([
    ['mysql://db/keyturn', 'Write an address such as postgres://'],
    ['postgres//db', 'Write an address such as postgres://'],
    ['postgres://keyturn:hunter2@db:port/keyturn', 'Write the port as a number'],
    ['postgres://keyturn:hunter2@db:99999/keyturn', 'Write the port as a number'],
    ['postgres://keyturn:hunter2/a#b@db/keyturn', 'and in the name and the password @ as %40'],
  ])('says of the address %s what to write, once, and nothing of it', (url, advice) => {
    const [first, ...more] = problems('', { DATABASE_URL: url });
    expect(first).toContain(advice);
    expect(first).not.toContain('hunter2');
    expect(more).toEqual([]);
  });

  it('takes the folder of a socket, what is percent-encoded, and settings behind the name', () => {
    for (const url of [
      'postgres:///keyturn?host=/var/run/postgresql',
      'postgresql://u:p%40@db:5432/keyturn?sslmode=verify-full',
    ])
      expect(valid('', { DATABASE_URL: url }).database.url?.reveal()).toBe(url);
  });

  it('5.11 holds the addresses of databases that the file names', () => {
    const text =
      'systems: { shop: { databases: { orders: { read: SHOP, write: SHOP_RW }, old: { read: OLD } } } }';
    const url = 'postgres://reader:hunter2@db/shop';
    const { databases } = valid(text, { KEYTURN_DATABASE_SHOP: url }).systems.shop ?? {};
    expect(databases?.orders?.read.url?.reveal()).toBe(url);
    expect(JSON.stringify(databases)).not.toContain('hunter2');
    expect(databases).toMatchObject({
      orders: { write: { variable: 'KEYTURN_DATABASE_SHOP_RW', url: null } },
      old: { read: { variable: 'KEYTURN_DATABASE_OLD', url: null }, write: null },
    });
  });

  const withCredential = (credential: string, more = '') =>
    `systems: { shop: { origins: [https://api.example.com, 'http://api.example.com', 'http://93.184.215.14', 'http://[2606:4700::1]', 'http://10.0.0.5:8080'], ${more}credentials: { api: ${credential} } } }`;

  it('5.11 holds the credentials that the file names, for no other origin', () => {
    const text = withCredential('{ variable: API, origins: [https://api.example.com] }');
    const { credentials } = valid(text, { KEYTURN_CREDENTIAL_API: 'hunter2' }).systems.shop ?? {};
    expect(credentials?.api?.value?.reveal()).toBe('hunter2');
    expect(JSON.stringify(credentials)).not.toContain('hunter2');
    expect(credentials?.api).toMatchObject({ header: 'Authorization', scheme: 'Bearer' });
    expect(valid(text).systems.shop?.credentials.api).toMatchObject({
      variable: 'KEYTURN_CREDENTIAL_API',
      value: null,
    });
  });

  it.each([
    ['{ variable: API, origins: [https://other.example.com] }', 'No step may call https://other.example.com'],
    ["{ variable: API, origins: ['http://api.example.com'] }", 'everybody could read the credential'],
    ["{ variable: API, origins: ['http://93.184.215.14'] }", 'everybody could read the credential'],
    ["{ variable: API, origins: ['http://[2606:4700::1]'] }", 'everybody could read the credential'],
    ['{ variable: API, origins: [] }', 'origins'],
    ['{ variable: API, header: Host, origins: [https://api.example.com] }', 'says what the request is'],
    ['{ variable: API, value: x, origins: [https://api.example.com] }', "Nothing is called 'value' here"],
  ])('refuses the credential %s', (credential, message) => {
    expect(problems(withCredential(credential)).join('\n')).toContain(message);
  });

  it('sends a credential in clear to an address of our own network, where nobody else reads it', () => {
    expect(problems(withCredential("{ variable: API, origins: ['http://10.0.0.5:8080'] }"))).toEqual([]);
  });

  it('takes the name of a credential in the request that fills a slot in for no secret, and every other for one', () => {
    const slot = (value: string) =>
      `systems: { shop: { slots: { close: { http: { put: 'https://x.example', credential: ${value} } } } } }`;
    expect(problems(slot('api'))).toEqual([]);
    expect(problems(slot('Bearer abc'))[0]).toContain('holds a secret');
    expect(problems('systems: { shop: { vars: { credential: api } } }')[0]).toContain('holds a secret');
  });

  it('refuses a value that no header can carry, and does not show it', () => {
    const text = withCredential('{ variable: API, origins: [https://api.example.com] }');
    const [found] = problems(text, { KEYTURN_CREDENTIAL_API: 'hunter2\n' });
    expect(found).toContain('KEYTURN_CREDENTIAL_API');
    expect(found).not.toContain('hunter2');
  });

  it('gives each Slack workspace its own secrets', () => {
    const text = 'platforms: { slack: { workspaces: { main: { team: T1111 }, eu-ops: { team: T2222 } } } }';
    const env = { SLACK_BOT_TOKEN_EU_OPS: 'xoxb-1', SLACK_APP_TOKEN_EU_OPS: 'xapp-1' };
    const config = valid(text, env);
    expect(config.platforms.slack?.workspaces.map((one) => [one.name, one.botToken?.reveal()])).toEqual([
      ['main', undefined],
      ['eu-ops', 'xoxb-1'],
    ]);
    expect(config.platforms.console).toBeNull();
    expect(problems('', { SLACK_BOT_TOKEN: 'xoxb-1' })[0]).toContain('SLACK_SIGNING_SECRET');
  });
});

describe('a secret in the file', () => {
  it.each([
    ['platforms:\n  discord:\n    token: hunter2', 'DISCORD_TOKEN'],
    ['platforms: { slack: { botToken: hunter2 } }', 'SLACK_BOT_TOKEN'],
    ['systems: { twist: { env: { API_KEY: hunter2 } } }', 'KEYTURN_SECRET_API_KEY'],
    ['systems: { twist: { vars: { db: "postgres://k:hunter2@db/k" } } }', 'KEYTURN_SECRET_DB'],
    [
      'systems: { twist: { vars: { rpc: "https://rpc.example/?v=2&api-key=hunter2" } } }',
      'KEYTURN_SECRET_RPC',
    ],
    ['log: { origin: xoxb-hunter2hunter2 }', 'environment'],
    ['database: { password: hunter2 }', 'DATABASE_URL'],
  ])('5.11 is refused without being shown: %s', (text, words) => {
    const found = problems(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('secrets are read from the environment only');
    expect(found[0]).toContain(words);
    expect(found[0]).not.toContain('hunter2');
  });

  it('is not seen in a coin that is called a token', () => {
    const config = valid('systems: { twist: { vars: { token: TWST, collateralToken: USDC } } }');
    expect(config.systems.twist?.vars).toEqual({ token: 'TWST', collateralToken: 'USDC' });
    expect(problems('systems: { twist: { env: { MONITOR_ACCESS_TOKEN: hunter2 } } }')).toHaveLength(1);
  });

  it('may be referred to by name', () => {
    const config = valid('systems: { twist: { env: { API_KEY: "{{ secrets.API_KEY }}" } } }');
    expect(config.systems.twist?.env).toEqual({ API_KEY: '{{ secrets.API_KEY }}' });
  });
});
