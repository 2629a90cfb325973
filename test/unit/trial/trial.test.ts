import { describe, expect, it, vi } from 'vitest';
import { problemsOf, testsOf } from './running.ts';

const LOOK = `actions:
  look:
    title: Look
    risk: read
    outcomes: { bad: { severity: danger } }
    steps:
      - { id: ask, title: Ask it, shell: { run: [probe, --all], parse: json, exits: { "3": bad } }, effect: pure }
      - { when: { step: ask, is: bad }, notify: { channel: alarms, text: "It is bad: {{ steps.ask.json.why }}" } }
    gives: { load: "{{ steps.ask.json.load }}" }
`;
const ACT = `  act:
    title: Act
    risk: high
    approval: one-sre
    params: { to: { type: integer, description: To, min: 0, max: 9, from: { action: look, gives: load } } }
    requires: [{ action: look, within: 1h }]
    steps:
      - { id: do, title: Do it, shell: { run: [do-it, "--to={{ params.to }}"], probe: [do-it, --status] }, effect: probeable }
      - { id: seen, http: { get: "http://127.0.0.1:9/", expect: { status: 200, json: { $.done: true } } }, poll: { every: 15m, for: 2d } }
`;
const CHANNELS = `channels: { alarms: { title: Alarms, name: alarms, purpose: Alarms } }
`;
const ALL = CHANNELS + LOOK + ACT;

describe('a test of a runbook', () => {
  it.each([
    [
      'a run that succeeds',
      'action: look\nanswers: { ask: { json: { load: 3 } } }\nexpect: { ends: succeeded, gives: { load: "3" }, says: [] }',
    ],
    [
      'an outcome, and what is said',
      'action: look\nanswers: { Ask it: { exit: 3, json: { why: hot } } }\nexpect: { ends: succeeded, outcome: bad, says: [{ channel: alarms, text: "*hot*" }] }',
    ],
    [
      'a run that fails, and why',
      'action: look\nanswers: { "probe *": { exit: 1, errors: no such host } }\nexpect: { ends: failed, because: no such host }',
    ],
    ['a value that is wrong', 'action: act\nwith: { to: 77 }\nexpect: { ends: refused, code: plan.params }'],
    [
      'a missing requirement',
      'action: act\nwith: { to: 7 }\nexpect: { ends: refused, because: look, does: [] }',
    ],
    [
      'approval by whoever may, what is handed on, and days that pass at once',
      `first: [{ action: look, answers: { ask: { json: { load: 4 } } } }]
action: act
answers:
  do: { exit: 0 }
  seen: [{ fails: nothing listens there }, { json: { done: false } }, { json: { done: true } }]
expect: { ends: succeeded, does: [[do-it, --to=4], GET *, GET *, GET *] }`,
    ],
    [
      'a request that nobody approves',
      `first: [{ action: look, answers: { ask: { json: {} } } }]
action: act
with: { to: 1 }
approve: []
expect: { ends: waiting, waitsFor: approval, steps: { do: pending } }`,
    ],
    [
      'an effect of which nobody knows, and its probe',
      `first: [{ action: look, answers: { ask: { json: {} } } }]
action: act
with: { to: 1 }
answers: { do-it --to=1: { lost: killed }, do-it --status: { exit: 7 } }
expect: { ends: unknown, steps: { do: unknown } }`,
    ],
  ])('passes with %s', async (_what, test) => {
    expect(await problemsOf(ALL, test)).toEqual([]);
  });

  it.each([
    [
      'another end, with the reason',
      'action: look\nanswers: { ask: { exit: 9, errors: boom } }\nexpect: { ends: succeeded }',
      /^5:21 It is failed, not succeeded \(.*boom\)\.$/,
    ],
    [
      'another outcome',
      'action: look\nanswers: { ask: { json: {} } }\nexpect: { ends: succeeded, outcome: bad }',
      /^5:41 It is none, not bad/,
    ],
    [
      'an action that is not there',
      'action: lok\nexpect: { ends: succeeded }',
      /^3:13 The runbook has no action lok\. Did you mean 'look'\?$/,
    ],
    [
      'a step that is not there',
      'action: look\nanswers: { ask: { json: {} } }\nexpect: { ends: succeeded, steps: { asks: succeeded } }',
      /There is no step asks\. Did you mean 'ask'\?$/,
    ],
    [
      'an answer that was never used',
      'action: look\nanswers: { ask: { json: {} }, asc: { exit: 0 } }\nexpect: { ends: succeeded }',
      /^4:35 The answer of asc was never used.*'ask'/,
    ],
    [
      'answers of which only some were used',
      'action: look\nanswers: { ask: [{ json: {} }, { json: {} }] }\nexpect: { ends: succeeded }',
      /Of the 2 answers of ask only 1 were used\.$/,
    ],
    [
      'something that the test does not answer',
      'action: look\nexpect: { ends: failed }',
      /The step ask runs `probe --all`: the test has no answer for it\./,
    ],
    [
      'an answer of another kind',
      'action: look\nanswers: { ask: { status: 200 } }\nexpect: { ends: failed }',
      /its answer has no `status`/,
    ],
    [
      'a person that is not there',
      'action: look\nby: anna\nexpect: { ends: succeeded }',
      /^4:9 There is no anna in this file\./,
    ],
    [
      'what came first and did not succeed',
      'first: [{ action: look, answers: { ask: { exit: 9 } } }]\naction: look\nanswers: { ask: { json: {} } }\nexpect: { ends: succeeded }',
      /^3:23 It is failed, and had to succeed first/,
    ],
    [
      'more than was said',
      'action: look\nanswers: { ask: { exit: 3, json: { why: x } } }\nexpect: { ends: succeeded, says: [] }',
      /There is more: `alarms: It is bad: “x”`/,
    ],
    [
      'other arguments',
      'action: look\nanswers: { ask: { json: {} } }\nexpect: { ends: succeeded, does: [[probe, --one]] }',
      /Here it was `probe --all`/,
    ],
    [
      'an answer of somebody who was never asked',
      'action: look\nanswers: { ask: { json: {} } }\npeople: { ask2: { choice: done } }\nexpect: { ends: succeeded }',
      /There is no step ask2/,
    ],
    ['a key that no test has', 'action: look\nexpect: { end: succeeded }', /^4:15 .*end/],
    ['a name of an end that there is not', 'action: look\nexpect: { ends: fine }', /^4:21 .*succeeded/],
    [
      'a path that leads out of its home',
      'action: look\nfiles: { ../x: y }\nexpect: { ends: succeeded }',
      /^4:14 /,
    ],
  ])('says with its place: %s', async (_what, test, said) => {
    const problems = await problemsOf(ALL, test);
    expect(
      problems.some((one) => said.test(one)),
      problems.join('\n'),
    ).toBe(true);
  });

  it('has the people of its file, each with their roles', async () => {
    const people = 'people:\n  ana: [sre]\n  ivan: []\n';
    const test = (approve: string, expect: string) =>
      `first: [{ action: look, answers: { ask: { json: {} } } }]\naction: act\nwith: { to: 1 }\nby: ana\napprove: [${approve}]\nexpect: ${expect}`;
    expect(
      await problemsOf(ALL, test('ana', '{ ends: refused, code: approval.own-request }'), people),
    ).toEqual([]);
    expect(await problemsOf(ALL, test('ivan', '{ ends: refused, because: role }'), people)).toEqual([]);
  });

  it('waits out a timelock at once, with everything that approvers type', async () => {
    const slow = `actions: { act: { title: Act, risk: critical, approval: slow, steps: [{ wait: { for: 3d } }, { id: ok, confirm: { question: Is it?, evidence: required, notRequester: true } }] } }\n`;
    expect(await problemsOf(slow, 'action: act\nexpect: { ends: waiting, waitsFor: ok }')).toEqual([]);
    const done = 'people: { ok: { choice: done, fields: { evidence: seen } } }\n';
    expect(await problemsOf(slow, `action: act\n${done}expect: { ends: succeeded }`)).toEqual([]);
    const not = 'people: { ok: { choice: not-done, fields: { evidence: x } } }\n';
    expect((await problemsOf(slow, `action: act\n${not}expect: { ends: succeeded }`)).length).toBeGreaterThan(
      0,
    );
  });

  it('knows nothing of the test before it', async () => {
    const look = 'action: look, answers: { ask: { json: {} } }';
    const { tests } = await testsOf(ALL, {
      a: `tests: { one: { ${look}, expect: { ends: succeeded } } }\n`,
      b: 'tests: { two: { action: act, with: { to: 1 }, expect: { ends: refused } } }\n',
    });
    expect(tests.map(({ name, problems }) => [name, problems])).toEqual([
      ['one', []],
      ['two', []],
    ]);
  });

  it('names the actions that no test runs', async () => {
    const { untested } = await testsOf(ALL, {
      a: 'tests: { one: { action: look, answers: { ask: { json: {} } }, expect: { ends: succeeded } } }\n',
    });
    expect(untested).toEqual(['demo:act']);
  });
});

describe('a test without an answer for an effect that has a probe', () => {
  it('has failed, and misses one answer and not two', async () => {
    const first = 'first: [{ action: look, answers: { ask: { json: {} } } }]';
    const test = `${first}\naction: act\nwith: { to: 1 }\nexpect: { ends: failed, steps: { do: failed } }`;
    expect(await problemsOf(ALL, test)).toEqual([
      expect.stringMatching(/The step do runs `do-it --to=1`: the test has no answer for it/),
    ]);
  });
});

describe('a test on a plant', () => {
  const PLANT =
    'actions: { read: { title: Read, risk: read, steps: [{ id: cat, shell: { run: [bash, -c, \'cat "$HERE/state"\'] }, effect: pure, timeout: 10s }], gives: { state: "{{ steps.cat.stdout }}" } } }\n';

  it('breaks it before, and lets everything be done really', async () => {
    const before = `plant: { before: [[bash, -c, 'mkdir -p "$HERE" && printf broken > "$HERE/state"']] }`;
    expect(
      await problemsOf(
        PLANT,
        `action: read\n${before}\nexpect: { ends: succeeded, gives: { state: broken } }`,
      ),
    ).toEqual([]);
    expect(await problemsOf(PLANT, 'action: read\nplant: {}\nexpect: { ends: failed }')).toEqual([]);
  });

  it('does nothing where nobody said that it may, and says so', async () => {
    const test = 'action: read\nplant: { before: [[bash, -c, "exit 9"]] }\nexpect: { ends: succeeded }';
    expect(await problemsOf(PLANT, test, '', false)).toEqual([
      expect.stringMatching(/^4:\d+ This test would really act, .* with --plant/),
    ]);
  });

  it('is not made ready with the secrets of Keyturn', async () => {
    vi.stubEnv('KEYTURN_SECRET_X', 'hunter2');
    const before = `plant: { before: [[bash, -c, 'mkdir -p "$HERE" && printf "%s" "\${KEYTURN_SECRET_X-none}" > "$HERE/state"']] }`;
    const test = `action: read\n${before}\nexpect: { ends: succeeded, gives: { state: none } }`;
    expect(await problemsOf(PLANT, test)).toEqual([]);
    vi.unstubAllEnvs();
  });

  it.each(['{ a: x, a/b: y }', '{ a/b: x, a: y }'])(
    'is told where its files cannot be laid out, and the others go on: %s',
    async (files) => {
      const laid = `action: read\nfiles: ${files}\nexpect: { ends: succeeded }`;
      expect(await problemsOf(PLANT, laid)).toEqual([expect.stringMatching(/It could not be laid out: E/)]);
    },
  );

  it('says which of its commands could not be run', async () => {
    const [said] = await problemsOf(
      PLANT,
      'action: read\nplant: { before: [[/no/such/plant, fault]] }\nexpect: { ends: failed }',
    );
    expect(said).toMatch(/could not be carried out: .*\/no\/such\/plant/);
  });

  it('ends when its time is over', async () => {
    const slow =
      'actions: { sleep: { title: Sleep, risk: read, steps: [{ shell: { run: [sleep, "60"] }, effect: pure, timeout: 2m }] } }\n';
    const [said] = await problemsOf(
      slow,
      'action: sleep\nplant: {}\nwithin: 2s\nexpect: { ends: succeeded }',
    );
    expect(said).toMatch(/It did not end within 2s\./);
  });

  it('really changes files of settings that it lays out, and no others', async () => {
    const set = `actions:
  set:
    title: Set
    risk: low
    steps:
      - { id: set, setting: { file: "{{ vars.home }}/app.env", set: { port: { key: PORT, to: "81" } } } }
    gives: { before: "{{ steps.set.before.port }}" }
`;
    const files = 'files: { app.env: "# the app\\nPORT=80\\n" }';
    const vars = 'vars: { home: { description: Home, default: /nowhere } }\n';
    expect(
      await problemsOf(
        vars + set,
        `action: set\n${files}\nexpect: { ends: succeeded, gives: { before: "80" } }`,
      ),
    ).toEqual([]);
    expect(await problemsOf(vars + set, 'action: set\nexpect: { ends: refused, because: app.env }')).toEqual(
      [],
    );
  });
});
