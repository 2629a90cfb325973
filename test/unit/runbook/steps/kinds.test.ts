import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import { OpsError } from '../../../../src/errors.ts';
import { factsOf } from '../../../../src/runbook/plan/occasion.ts';
import { createScope } from '../../../../src/runbook/plan/scope.ts';
import { collectKinds, stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import type { StepContext, StepKind } from '../../../../src/runbook/steps/step.ts';
import { OCCASION } from '../../../support/known.ts';

const NOW = new Date('2026-01-02T12:00:00.000Z');

function scopeWith(params: { readonly [name: string]: Json } = {}) {
  return createScope({
    action: 'test:go',
    facts: factsOf(OCCASION),
    persons: {},
    declared: Object.keys(params),
    params,
    vars: { monitor: 'https://monitor.example' },
    workdir: '/srv/twist',
    folder: '/srv/runbooks/twist',
    path: ['/srv/twist/bin'],
    env: { STATE: '/srv/state' },
  });
}

function kindOf(name: string): StepKind {
  const kind = stepKinds.get(name);
  if (kind === undefined) throw new Error(name);
  return kind;
}

/** Written form -> specification, as a plan stores it. */
function resolved(name: string, written: unknown, scope = scopeWith()) {
  const kind = kindOf(name);
  const parsed = kind.written.parse(written);
  return { kind, scope, spec: JSON.parse(JSON.stringify(kind.resolve(parsed, scope))) as Json };
}

function contextWith(change: Partial<StepContext> = {}): StepContext {
  return {
    runId: 'run-1',
    stepId: 'step-1',
    attempt: 1,
    signal: new AbortController().signal,
    now: () => NOW,
    changes: false,
    files: [],
    output: () => {},
    lastWords: async () => '',
    effect: async () => null,
    resultOf: () => undefined,
    absent: undefined,
    answer: undefined,
    askedAt: NOW,
    startedAt: NOW,
    ...change,
  };
}

const ran = (change: { readonly [key: string]: Json }) => async () => ({
  exit: 0,
  signal: null,
  stdout: '',
  stderr: '',
  dropped: 0,
  ms: 5,
  ...change,
});

describe('the folder of step kinds', () => {
  it('holds exactly the kinds that are registered, each under its own name', () => {
    const folder = new URL('../../../../src/runbook/steps/', import.meta.url);
    const files = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !['step.ts', 'kinds.ts'].includes(entry.name))
      .map((entry) => entry.name.replace('.ts', ''));
    expect([...stepKinds.keys()].toSorted()).toEqual(files.toSorted());
    for (const [name, kind] of stepKinds) expect(kind.kind).toBe(name);
  });

  it('fails loudly when two kinds share a name', () => {
    expect(() => collectKinds([kindOf('wait'), kindOf('wait')])).toThrow('two step kinds are called wait');
  });
});

describe('a shell step', () => {
  it('resolves its program against the folder of the system, and shows everything that will be used', () => {
    const { kind, spec, scope } = resolved('shell', {
      run: ['scripts/reset.sh', '--verify', 'a b'],
      env: { TOKEN: '{{ secrets.TOKEN }}', WHERE: '{{ vars.monitor }}' },
      exits: { '3': 'legitimate-threat' },
      probe: { run: ['scripts/reset.sh', '--status'], json: { '$.state': 'closed' } },
    });
    expect(kind.describe(spec)).toEqual([
      '$ /srv/twist/scripts/reset.sh --verify "a b"',
      'in /srv/twist',
      'programs first from /srv/twist/bin',
      'STATE=/srv/state',
      'TOKEN=‹secret TOKEN›',
      'WHERE=https://monitor.example',
      'exit code 3 means legitimate-threat',
      'after a crash asks: /srv/twist/scripts/reset.sh --status',
      'expects $.state: closed',
    ]);
    expect([...scope.secrets]).toEqual(['TOKEN']);
    expect([...scope.targets]).toEqual(['host:scripts/reset.sh']);
  });

  it('5.10 a value that begins with a hyphen cannot become an option', () => {
    const scope = scopeWith({ name: '-rf' });
    expect(() => resolved('shell', { run: ['rm', '{{ params.name }}'] }, scope)).toThrow('hyphen');
    const safe = resolved(
      'shell',
      { run: ['rm', '--name={{ params.name }}', '--', '{{ params.name }}'] },
      scope,
    );
    expect((safe.spec as { argv: string[] }).argv).toEqual(['rm', '--name=-rf', '--', '-rf']);
  });

  it('5.11 refuses a secret in its arguments', () => {
    expect(() => resolved('shell', { run: ['curl', '--token={{ secrets.TOKEN }}'] })).toThrow('secret');
  });

  it('5.11 a parameter that looks like a secret reference stays text', () => {
    const scope = scopeWith({ text: '{{ secrets.TOKEN }}' });
    const { spec } = resolved('shell', { run: ['true'], env: { A: '{{ params.text }}' } }, scope);
    expect((spec as { env: { A: Json } }).env.A).toEqual(['{{ secrets.TOKEN }}']);
    expect([...scope.secrets]).toEqual([]);
  });

  it('maps exit codes to outcomes, and any other one to a failure that says what the program said', async () => {
    const { kind, spec } = resolved('shell', { run: ['verify'], exits: { '3': 'legitimate-threat' } });
    expect(await kind.execute(spec, contextWith({ effect: ran({ exit: 3 }) }))).toMatchObject({
      status: 'succeeded',
      outcome: 'legitimate-threat',
    });
    const failed = await kind.execute(
      spec,
      contextWith({ effect: ran({ exit: 5 }), lastWords: async () => 'cooldown' }),
    );
    expect(failed).toMatchObject({ status: 'failed', reason: 'verify ended with exit code 5: cooldown' });
  });

  it.each([
    ['by the kernel that is out of memory', { exit: null, signal: 'SIGKILL' }, 'SIGKILL'],
    ['by a supervisor', { exit: null, signal: 'SIGTERM' }, 'SIGTERM'],
    ['by a fault of its own', { exit: null, signal: 'SIGSEGV' }, 'SIGSEGV'],
    ['inside a script, which tells so by its exit code', { exit: 137 }, 'SIGKILL'],
  ])('5.7 a program that was ended %s may have had its effect', async (_how, answer, signal) => {
    const { kind, spec } = resolved('shell', { run: ['pay'] });
    const context = contextWith({ effect: ran(answer), lastWords: async () => 'paid' });
    expect(await kind.execute(spec, context)).toMatchObject({
      status: 'uncertain',
      reason: `pay was ended by ${signal}, which Keyturn did not send; whether it took effect is not known: paid`,
    });
  });

  it('an exit code that the runbook names means what it says, also where shells mean a signal by it', async () => {
    const { kind, spec } = resolved('shell', { run: ['verify'], exits: { '143': 'stopped' } });
    expect(await kind.execute(spec, contextWith({ effect: ran({ exit: 143 }) }))).toMatchObject({
      status: 'succeeded',
      outcome: 'stopped',
    });
    // What git says of wrong use, although it is also what shells say of SIGHUP.
    expect(await kind.execute(spec, contextWith({ effect: ran({ exit: 129 }) }))).toMatchObject({
      status: 'failed',
    });
  });

  it.each(['\ufeff{"state":"closed"}', '\ufeff{"state":"closed"}\n', '> run\n\n{"state":"closed"}'])(
    'reads the JSON that people see, also behind a byte order mark: %j',
    async (stdout) => {
      const { kind, spec } = resolved('shell', { run: ['npm'], parse: 'json' });
      expect(await kind.execute(spec, contextWith({ effect: ran({ stdout }) }))).toMatchObject({
        status: 'succeeded',
        result: { json: { state: 'closed' } },
      });
      const asking = resolved('shell', {
        run: ['reset'],
        probe: { run: ['status'], json: { '$.state': 'closed' } },
      });
      const told = await asking.kind.probe?.(asking.spec, contextWith({ effect: ran({ exit: 0, stdout }) }));
      expect(told).toMatchObject({ status: 'succeeded', result: { json: { state: 'closed' } } });
    },
  );

  it('finds the JSON behind other lines, and fails when there is none', async () => {
    const { kind, spec } = resolved('shell', { run: ['npm'], parse: 'json' });
    const stdout = '> npm run x\n\n{\n  "state": "closed"\n}\n';
    expect(await kind.execute(spec, contextWith({ effect: ran({ stdout }) }))).toMatchObject({
      result: { json: { state: 'closed' } },
    });
    expect(await kind.execute(spec, contextWith({ effect: ran({ stdout: 'oops' }) }))).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('npm gave no result: it printed no JSON: ') as string,
    });
  });

  it.each([
    ['[INFO] reading\n[12:00:01] done\n{"state":"closed"}', 'lines of a log'],
    ['> npm\n[\n{"state":"closed"}\n]', 'a list whose entries begin lines'],
    ['> npm\n\n{"state":\n{"of":1}}', 'an object in an object'],
  ])('finds the one document behind %j: %s', async (stdout) => {
    const { kind, spec } = resolved('shell', { run: ['npm'], parse: 'json' });
    const done = await kind.execute(spec, contextWith({ effect: ran({ stdout }) }));
    expect(done).toMatchObject({ status: 'succeeded', result: { json: expect.anything() as unknown } });
  });

  it.each([
    ['> npm\n[1,2]\n{"state":"closed"}', 'line 3', 'line 2'],
    ['> npm\n{"state":"open"}\n\n{"state":"closed"}', 'line 4', 'line 2'],
    ['> npm\n{\n  "state": "open"\n}\nretrying\n{"state":"closed"}', 'line 6', 'line 2'],
    ['> npm\n{"cut off": [\n{"state":"closed"}', 'line 3', 'line 2'],
  ])('does not choose between documents: of %j it says where they are', async (stdout, one, other) => {
    const { kind, spec } = resolved('shell', { run: ['npm'], parse: 'json' });
    const done = await kind.execute(spec, contextWith({ effect: ran({ stdout }) }));
    const reason = `npm gave no result: it printed JSON at ${one}, and what may be JSON as well at ${other}; nothing says which is meant`;
    expect(done).toMatchObject({ status: 'failed', reason });
    expect(done).not.toMatchObject({ result: { json: expect.anything() as unknown } });
    const probe = { run: ['status'], json: { '$.state': 'closed' } };
    const asking = resolved('shell', { run: ['reset'], probe });
    const told = await asking.kind.probe?.(asking.spec, contextWith({ effect: ran({ exit: 0, stdout }) }));
    expect(told).toBeUndefined();
  });

  it.each([
    ['happened', { exit: 0, stdout: '{"state":"closed"}' }, 'succeeded'],
    ['did not happen', { exit: 0, stdout: '{"state":"open"}' }, 'failed'],
    ['cannot be told', { exit: 1 }, undefined],
    ['cannot be told by its exit code alone', { exit: 7 }, undefined],
    ['cannot be told either', { exit: 0, stdout: 'nonsense' }, undefined],
  ])('5.7 its probe tells that it %s', async (_name, answer, status) => {
    const probe = { run: ['status'], json: { '$.state': 'closed' } };
    const { kind, spec } = resolved('shell', { run: ['reset'], probe });
    const told = await kind.probe?.(spec, contextWith({ effect: ran(answer) }));
    expect(told?.status).toBe(status);
  });
});

describe('a shell step that takes what is printed as one value', () => {
  const take = (stdout: string, change: { readonly [key: string]: Json } = {}) => {
    const { kind, spec } = resolved('shell', { run: ['pubkey'], parse: 'text' });
    return kind.execute(spec, contextWith({ effect: ran({ stdout, ...change }) }));
  };

  it.each([
    ['9xQeWv\n', '9xQeWv'],
    ['  \u001b[1m9xQe Wv\u001b[0m\r\n\n', '9xQe Wv'],
    ['load\rloaded\nready\n', 'loaded\nready'],
  ])('has it as a terminal would show it, without the space around it: %j', async (stdout, text) => {
    expect(await take(stdout)).toMatchObject({ status: 'succeeded', result: { text } });
  });

  it.each([
    ['', 'it printed nothing'],
    [' \n\u200b\n', 'it printed nothing'],
    ['a'.repeat(8_001), 'it printed 8,001 characters, and a text has at most 8,000'],
  ])('fails where that is none, and says so', async (stdout, why) => {
    expect(await take(stdout)).toMatchObject({ status: 'failed', reason: `pubkey gave no result: ${why}` });
    expect(await take(stdout)).not.toMatchObject({ result: { text: expect.anything() as unknown } });
  });

  it('fails where more was printed than is kept, and where the program did', async () => {
    expect(await take('9xQe', { dropped: 5 })).toMatchObject({
      status: 'failed',
      reason: 'pubkey gave no result: its output was too long to be kept',
    });
    expect(await take('9xQe', { exit: 2 })).toMatchObject({
      status: 'failed',
      reason: 'pubkey ended with exit code 2',
    });
  });

  it('has it after a crash, where the probe prints it', async () => {
    const written = { run: ['pubkey'], parse: 'text', probe: ['pubkey', '--show'] };
    const { kind, spec } = resolved('shell', written);
    const context = contextWith({ effect: ran({ stdout: '9xQe\n' }) });
    expect(await kind.probe?.(spec, context)).toMatchObject({
      status: 'succeeded',
      result: { text: '9xQe', ms: expect.anything() as number },
    });
  });
});

describe('an http step', () => {
  const written = {
    get: '{{ vars.monitor }}/api/{{ params.name }}',
    expect: { status: 200, json: { '$.state': 'closed', '$.n': { above: 2, max: 5 } }, within: '5s' },
  };
  const answered =
    (status: number, body: Json, ms = 10) =>
    async () => ({ status, body, ms });

  it('compares status, body and latency, exactly at the limits', async () => {
    const { kind, spec } = resolved('http', written, scopeWith({ name: 'a/b' }));
    expect(kind.describe(spec)[0]).toBe('GET https://monitor.example/api/a%2Fb');
    const outcome = async (effect: StepContext['effect']) => kind.execute(spec, contextWith({ effect }));
    expect(await outcome(answered(200, { state: 'closed', n: 5 }))).toMatchObject({ status: 'succeeded' });
    expect(await outcome(answered(200, { state: 'closed', n: 2 }))).toMatchObject({
      reason: expect.stringContaining('$.n is 2, expected above 2 and at most 5'),
    });
    expect(await outcome(answered(200, { state: 'open', n: 3 }))).toMatchObject({ status: 'failed' });
    expect(await outcome(answered(200, { n: 3 }))).toMatchObject({
      reason: expect.stringContaining('$.state is missing'),
    });
    expect(await outcome(answered(503, {}))).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('status 503, expected 200'),
    });
    expect(await outcome(answered(200, { state: 'closed', n: 3 }, 5_001))).toMatchObject({
      status: 'failed',
    });
  });

  it('prints what it was answered, for the people who asked', async () => {
    const { kind, spec } = resolved('http', { get: 'https://a.example' });
    const printed: string[] = [];
    const output = (_stream: string, text: string): void => void printed.push(text);
    for (const body of [{ state: 'open' }, 'plain text', ''])
      await kind.execute(spec, contextWith({ effect: answered(200, body), output }));
    expect(printed).toEqual(['{"state":"open"}\n', 'plain text\n']);
  });

  it('is pure only when it reads', () => {
    const { kind } = resolved('http', { get: 'https://a.example' });
    expect(kind.effectOf?.({ get: 'x' })).toBe('pure');
    expect(kind.effectOf?.({ post: 'x' })).toBeUndefined();
  });

  it('keeps parameters inside their JSON string', () => {
    const scope = scopeWith({ text: '","admin":true,"x":"' });
    const { spec } = resolved(
      'http',
      { post: 'https://a.example', json: { note: '{{ params.text }}', key: 'k-{{ secrets.K }}' } },
      scope,
    );
    const body = (spec as { body: (string | { secret: string })[] }).body;
    const text = body.map((piece) => (typeof piece === 'string' ? piece : piece.secret)).join('');
    expect(JSON.parse(text)).toEqual({ note: '","admin":true,"x":"', key: 'k-K' });
    expect(body).toContainEqual({ secret: 'K', json: true });
  });

  describe.each([{ get: 'https://a.example' }, { post: 'https://a.example' }])('%o', (written) => {
    const { kind, spec } = resolved('http', written);
    const unheard = async () => {
      throw new OpsError({ code: 'http.no-answer', what: 'a', why: 'b', next: 'c' });
    };

    it('5.7 without an answer is uncertain where it may change something, and has failed where it only reads', async () => {
      const changing = contextWith({ effect: unheard, changes: true });
      expect(await kind.execute(spec, changing)).toMatchObject({ status: 'uncertain' });
      await expect(kind.execute(spec, contextWith({ effect: unheard }))).rejects.toThrow('a b');
    });

    it('tells what calls it whether it may change something', async () => {
      const told: unknown[] = [];
      const effect = async (_integration: string, _operation: string, input: Json) => {
        told.push((input as { readonly changes: boolean }).changes);
        return { status: 200, body: '', ms: 1 };
      };
      for (const changes of [true, false]) await kind.execute(spec, contextWith({ effect, changes }));
      expect(told).toEqual([true, false]);
    });

    it('is as uncertain when the server says that it failed', async () => {
      const effect = answered(504, '');
      expect(await kind.execute(spec, contextWith({ effect, changes: true }))).toMatchObject({
        status: 'uncertain',
      });
      expect(await kind.execute(spec, contextWith({ effect }))).toMatchObject({
        status: 'failed',
        result: { status: 504 },
      });
    });
  });

  it('must have exactly one method', () => {
    expect(() => resolved('http', { get: 'https://a', post: 'https://a' })).toThrow('exactly one');
    expect(() => resolved('http', {})).toThrow('exactly one');
  });
});

describe('an assert step', () => {
  const check = (wanted: object) =>
    resolved('assert', { checks: [{ label: 'X', value: '{{ steps.a.n }}', ...wanted }] });
  const against = async (wanted: object, n: Json | undefined) => {
    const { kind, spec } = check(wanted);
    const resultOf = () => (n === undefined ? {} : { n });
    return kind.execute(spec, contextWith({ resultOf }));
  };

  it.each([
    [{ above: 2 }, 2, 'failed'],
    [{ min: 2 }, 2, 'succeeded'],
    [{ below: 2 }, 2, 'failed'],
    [{ max: 2 }, 2, 'succeeded'],
    [{ equals: true }, 'true', 'failed'],
    [{ in: ['a', 'b'] }, 'b', 'succeeded'],
    [{ min: 0 }, '1', 'succeeded'],
    [{ above: 10 }, '0xff', 'succeeded'],
    [{ equals: 16 }, '0x10', 'succeeded'],
    [{ equals: 5 }, '5', 'succeeded'],
    [{ equals: '5' }, 5, 'failed'],
    [{ min: 0 }, '', 'failed'],
    [{ min: 0 }, ' 1', 'failed'],
    [{ min: 0 }, '1,5', 'failed'],
    [{ equals: { $exact: '9007199254740993' } }, 9007199254740992, 'failed'],
    [{ equals: { $exact: '9007199254740993' } }, '9007199254740993', 'succeeded'],
    [{ below: 1 }, { $exact: '1e999' }, 'failed'],
    [{ equals: 1 }, { $exact: '1.0' }, 'succeeded'],
    [{ past: true }, '2026-01-01T00:00:00', 'failed'],
    [{ past: true }, '2025-02-30T00:00:00Z', 'failed'],
    [{ past: true }, '1', 'failed'],
    [{ past: false }, 'whenever', 'failed'],
    [{ min: 0 }, null, 'failed'],
    [{ equals: 'x' }, undefined, 'failed'],
    [{ past: true }, '2026-01-02T11:59:59Z', 'succeeded'],
    [{ past: true }, '2026-01-02T12:00:01Z', 'failed'],
    [{ past: true, orNull: true }, null, 'succeeded'],
    [{ withinLast: '25h' }, '2026-01-01T11:30:00Z', 'succeeded'],
    [{ withinLast: '24h' }, '2026-01-01T11:30:00Z', 'failed'],
    [{ withinLast: '24h' }, 'yesterday', 'failed'],
    [{ withinLast: '1h' }, '2026-01-02T12:00:59Z', 'succeeded'],
    [{ withinLast: '1h' }, '2026-01-02T12:01:01Z', 'failed'],
    [{ past: true, withinLast: '1h' }, '2026-01-02T12:00:01Z', 'failed'],
  ])('%j of %j has %s', async (wanted, value, status) => {
    expect((await against(wanted, value)).status).toBe(status);
  });

  it('says what is wrong, and lets an advisory check pass visibly', async () => {
    expect(await against({ max: 25 }, 30)).toMatchObject({ reason: 'X is 30, expected at most 25' });
    expect(await against({ max: 25, advisory: true }, 30)).toMatchObject({
      status: 'succeeded',
      result: { checks: [{ ok: false, advisory: true, wrong: 'X is 30, expected at most 25' }] },
    });
  });

  it('refuses a check without a comparison', () => {
    expect(() => check({})).toThrow('without a comparison');
  });
});

describe('steps that ask', () => {
  it('a branch decides by a value, or by the choice of a person', async () => {
    const choices = { yes: 'Yes', no: 'No' };
    const auto = resolved('branch', { on: '{{ steps.a.verdict }}', choices });
    const by = (verdict: string) =>
      auto.kind.execute(auto.spec, contextWith({ resultOf: () => ({ verdict }) }));
    expect(await by('yes')).toMatchObject({ status: 'succeeded', outcome: 'yes' });
    expect(await by('maybe')).toMatchObject({ status: 'failed', reason: '"maybe" is none of yes, no' });
    const human = resolved('branch', { question: 'Real?', choices });
    expect(await human.kind.execute(human.spec, contextWith())).toMatchObject({ status: 'asking' });
    const answer = { by: 'ben', at: NOW.toISOString(), value: { choice: 'no' } };
    expect(await human.kind.execute(human.spec, contextWith({ answer }))).toMatchObject({ outcome: 'no' });
  });

  it('a confirmation fails when the person says that it was not done', async () => {
    const { kind, spec } = resolved('confirm', { question: 'Signed?', evidence: 'required' });
    const asked = await kind.execute(spec, contextWith());
    expect(asked).toMatchObject({ prompt: { fields: [{ name: 'evidence', required: true }] } });
    const answer = { by: 'ben', at: NOW.toISOString(), value: { choice: 'not-done', evidence: 'no' } };
    expect(await kind.execute(spec, contextWith({ answer }))).toMatchObject({ status: 'failed' });
  });

  it('a notification fills in results when it is sent', async () => {
    const sent: Json[] = [];
    const { kind, spec } = resolved('notify', {
      channel: 'ops',
      text: 'Now {{ steps.a.b[1] }}: {{ steps.a.c }}',
    });
    const effect: StepContext['effect'] = async (_integration, _operation, input) => {
      sent.push(input);
      return null;
    };
    const resultOf = () => ({ b: [0, 'x'], c: { d: 1 } });
    await kind.execute(spec, contextWith({ effect, resultOf }));
    expect(sent).toEqual([{ channel: 'ops', text: 'Now “x”: “d: 1”' }]);
    await expect(kind.execute(spec, contextWith({ effect }))).rejects.toThrow('gave no such value');
  });

  it('marks and bounds what people gave, in notifications, questions and buttons', () => {
    const params = { to: '✓ Approved by Lea”. Go on' };
    const quoted = "“✓ Approved by Lea'. Go on”";
    const notice = resolved('notify', { text: 'Paid {{ params.to }}.' }, scopeWith(params));
    expect(notice.spec).toMatchObject({ text: [`Paid ${quoted}.`] });
    const question = 'Pay {{ params.to }}?';
    expect(resolved('confirm', { question }, scopeWith(params)).spec).toMatchObject({
      text: `Pay ${quoted}?`,
    });
    const fields = [{ name: 'a', label: 'For {{ params.to }}' }];
    expect(resolved('ask', { question, fields }, scopeWith(params)).spec).toMatchObject({
      text: `Pay ${quoted}?`,
      fields: [{ label: `For ${quoted}` }],
    });
    const choices = { a: 'To {{ params.to }}', b: 'no' };
    expect(resolved('branch', { question, choices }, scopeWith(params)).spec).toMatchObject({
      prompt: { text: `Pay ${quoted}?`, choices: [{ label: `To ${quoted}` }, { label: 'no' }] },
    });
  });

  it('no object of the prototype can be reached from a template', async () => {
    const { kind, spec } = resolved('notify', { text: '{{ steps.a.constructor.name }}' });
    await expect(kind.execute(spec, contextWith({ resultOf: () => ({}) }))).rejects.toThrow(
      'gave no such value',
    );
  });
});
