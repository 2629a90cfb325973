import { afterAll, describe, expect, it } from 'vitest';
import { bindCatalogue } from '../../../../src/bot/bind/catalogue.ts';
import { proposalForm } from '../../../../src/commands/proposal-form.ts';
import { shortcutCommands } from '../../../../src/commands/shortcuts.ts';
import { OpsError } from '../../../../src/errors.ts';
import { readList } from '../../../../src/runbook/run/pick/list.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { openTestDatabase } from '../../../support/database.ts';
import { openExecution } from '../../../support/execution.ts';
import { demo, problemsOf, registryOf } from '../definition/folder.ts';

const FROM = 'from: { action: list, gives: open }';
const LIST =
  '{ title: List, source: L1, risk: read, steps: [{ id: read, shell: { run: [list], parse: json }, effect: pure }], gives: { open: "{{ steps.read.json }}" } }';

const runbook = (from = FROM, list = LIST): string =>
  demo(`  list: ${list}
  act:
    title: Act
    source: L1
    risk: low
    shortcut: act
    params: { one: { type: pick, description: Which one, ${from} } }
    steps: [{ notify: { text: "{{ params.one }}" } }]`);

describe('a list', () => {
  it.each([
    ['["a","b","a"]', ['a', 'b']],
    ['[7,12345678901234567891]', ['7', '12345678901234567891']],
    [' [ "a" ] ', ['a']],
    ['one\n two \n\n', ['one', 'two']],
    ['[{"value":"p1","label":"Raise the cap"},{"value":7}]', ['p1', '7']],
  ])('is JSON or lines, each once: %s', (given, values) => {
    const list = readList(given);
    expect('choices' in list && list.choices.map(({ value }) => value)).toEqual(values);
  });

  it.each([
    ['[]', 'found nothing to pick'],
    ['["a","b",', 'gave no list'],
    ['[a, b]', 'gave no list'],
    ['  \n', 'found nothing to pick'],
    ['[["a"]]', 'something in it that is no value'],
    ['[{"label":"x"}]', 'something in it that is no value'],
    ['[" "]', 'something in it that is no value'],
    [JSON.stringify(['x'.repeat(101)]), 'more than 100 characters'],
    [JSON.stringify(Array.from({ length: 1_001 }, (_, index) => index)), 'more than 1,000 things'],
  ])('is told where there is none: %s', (given, why) => {
    expect(readList(given)).toEqual({ why: expect.stringContaining(why) as string });
  });
});

describe('lint of a pick', () => {
  it('takes one from an action that only looks', () => {
    expect(problemsOf(runbook())).toEqual([]);
    expect(problemsOf(runbook(`${FROM.replace(' }', ', within: 1m }')}, required: false`))).toEqual([]);
  });

  const asking = LIST.replace('{ id: read,', '{ confirm: { question: Q } }, { id: read,');
  it.each([
    [runbook('required: true'), 'a pick has nothing to pick from', 'Add `from:'],
    [runbook(FROM.replace('gives: open', 'gives: opn')), "'list' hands on no 'opn'.", "Did you mean 'open'?"],
    [runbook(FROM, LIST.replace('risk: read', 'risk: low')), 'it has risk low', 'risk: read'],
    [
      runbook(
        FROM,
        LIST.replace('risk: read,', 'risk: read, params: { n: { type: text, description: N } },'),
      ),
      'n has to be given',
      'needs no values',
    ],
    [runbook(FROM, asking), 'it asks people', 'asks nobody'],
    [
      runbook(FROM, LIST.replace('risk: read,', 'risk: read, always: [{ confirm: { question: Q } }],')),
      'it asks people',
      'asks nobody',
    ],
    [
      runbook(
        FROM,
        `${LIST.replace('{ id: read,', '{ include: { action: asks } }, { id: read,')}
  asks: { title: Ask, source: L9, internal: true, risk: read, steps: [{ confirm: { question: Q } }] }`,
      ),
      'it asks people',
      'asks nobody',
    ],
    [
      runbook(
        FROM,
        LIST.replace(
          'risk: read,',
          'risk: read, params: { n: { type: text, description: N, required: false } },',
        ),
      ),
      'n may be given',
      'takes none',
    ],
    [
      runbook()
        .replace('risk: low', 'risk: high\n    reduces: risk\n    breakGlass: stop')
        .replace(
          'policies: { ',
          'breakGlass: { stop: { of: [sre], limit: { count: 3, per: 24h }, review: { of: [sre], quorum: 1, within: 30m }, page: sre } }\npolicies: { ',
        ),
      'is break-glass and has a pick',
      'Write `type: choice`',
    ],
    [
      demo(
        '  act: { title: Act, source: L1, risk: low, steps: [{ ask: { question: Q, fields: [{ name: a, label: A, type: pick }] } }] }',
      ),
      "'type' is",
      'Write one of: text',
    ],
  ])('refuses what lists nothing', (text, message, suggestion) => {
    expect(problemsOf(text)).toMatchObject([
      {
        message: expect.stringContaining(message) as string,
        suggestion: expect.stringContaining(suggestion) as string,
      },
    ]);
  });
});

const registry = registryOf(runbook());
let printed = '["p1","p2"]';
let looks = 0;
const rig = await openExecution(
  async () => {
    looks += 1;
    return { exit: 0, signal: null, stdout: printed, dropped: 0, ms: 1 };
  },
  openTestDatabase,
  { registry, settings: { vars: {}, workdir: '/tmp' } },
);
afterAll(() => rig.close());

/** Lets the engine work while something waits for it. */
async function working<T>(work: Promise<T>): Promise<T> {
  let over = false;
  const settled = work.finally(() => {
    over = true;
  });
  settled.catch(() => {});
  while (!over) {
    const woken = rig.jobs.woken.splice(0).filter(({ topic }) => topic === 'run');
    for (const { id } of woken) await rig.engine.work(id);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return settled;
}
const pick = (one: string) =>
  working(rig.service.propose({ action: 'demo:act', params: { one }, requester: 'ana', place: null }));
const lists = (patienceMs = 5_000) =>
  working(rig.service.lists('demo:act', { requester: 'ana', patienceMs }));
const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof OpsError ? error.refusal : Promise.reject(error)),
  );

describe('what there is to pick', () => {
  it('is listed by a run of its own, once for everybody within its time', async () => {
    expect(await lists()).toEqual({
      one: [
        { value: 'p1', label: 'p1' },
        { value: 'p2', label: 'p2' },
      ],
    });
    expect(looks).toBe(1);
    await lists();
    expect(await rig.service.lists('demo:act')).toHaveProperty('one');
    expect(looks).toBe(1);
    const [run] = await rig.service.list({ action: 'demo:list', limit: 5 });
    expect(run).toMatchObject({ requester: 'ana', state: 'succeeded', place: null });
  });

  it('is checked again when the plan is made', async () => {
    expect(await pick('p2')).toMatchObject({ kind: 'running' });
    expect(await refusalOf(pick('p3'))).toMatchObject({
      code: 'plan.params',
      why: expect.stringContaining('is not one of the choices') as string,
    });
    printed = '["p9"]';
    rig.clock.advance(5 * 60_000 + 1);
    expect(await rig.service.lists('demo:act')).toEqual({});
    expect(await refusalOf(pick('p2'))).toMatchObject({ next: expect.stringContaining('p9') as string });
    expect(await pick('p9')).toMatchObject({ kind: 'running' });
  });

  it('that cannot be had refuses what is asked for, and says why', async () => {
    rig.clock.advance(5 * 60_000 + 1);
    printed = 'down';
    expect(await refusalOf(lists())).toMatchObject({
      code: 'pick.no-list',
      what: 'Nothing was asked for: what one of "Act" may be is not known.',
      why: expect.stringMatching(
        /^demo:list, which lists it, ended as failed \(run-\w+\): list gave no result/,
      ) as string,
      next: 'Run demo:list and look at what it says; then try again.',
    });
    printed = '[]';
    expect((await refusalOf(lists()))?.why).toContain('found nothing to pick');
  });

  it('is looked for anew where the one that is known is of no use', async () => {
    rig.clock.advance(5 * 60_000 + 1);
    printed = '[]';
    await refusalOf(lists());
    printed = '["p5"]';
    expect(await lists()).toMatchObject({ one: [{ value: 'p5' }] });
  });

  it('is looked for once for all who come while somebody looks', async () => {
    rig.clock.advance(5 * 60_000 + 1);
    const before = looks;
    const picking = { requester: 'ana', patienceMs: 5_000 };
    const first = rig.service.lists('demo:act', picking);
    while (!rig.jobs.woken.some(({ topic }) => topic === 'run'))
      await new Promise((done) => setTimeout(done, 5));
    const all = [first, rig.service.lists('demo:act', picking), rig.service.lists('demo:act', picking)];
    await working(Promise.all(all));
    expect(looks).toBe(before + 1);
  });

  it('is not waited for longer than somebody has patience', async () => {
    rig.clock.advance(5 * 60_000 + 1);
    const asked = rig.service.lists('demo:act', { requester: 'ana', patienceMs: 200 });
    expect((await refusalOf(asked))?.why).toMatch(/has not answered within 0.2 s \(run-/);
  });
});

describe('a form with something to pick', () => {
  const catalogue = bindCatalogue(
    registry,
    stepKinds,
    () => ({}),
    () => [],
  );
  const action = catalogue.find('demo:act');
  if (action === undefined) throw new Error('no action');
  const LISTS = { one: [{ value: 'p1', label: 'Raise the cap' }] };

  it('offers it, and says at the field what is not there any more', () => {
    const asked = { action: 'demo:act', params: {}, mode: 'execute', share: false } as const;
    const problems = catalogue.check('demo:act', {}, new Date(0), LISTS);
    expect(problems.one).toContain('list lists what there is.');
    const reply = proposalForm(action, asked, problems, false, undefined, { people: [], lists: LISTS });
    if (reply?.type !== 'form') throw new Error('no form');
    expect(reply.form.fields[0]).toMatchObject({ type: 'choice', choices: LISTS.one, hint: 'Which one' });
    expect(catalogue.check('demo:act', { one: 'p2' }, new Date(0), LISTS).one).toContain(
      'is not one of the choices',
    );
    expect(catalogue.check('demo:act', { one: 'p1' }, new Date(0), LISTS)).toEqual({});
  });

  it('is completed from what was listed lately, for whoever may look, and starts nothing', async () => {
    const [command] = shortcutCommands([action]);
    const option = command?.options.find(({ name }) => name === 'one');
    const asked: unknown[] = [];
    const services = (effect: string) => ({
      people: { authorize: async () => ({ effect }) },
      runs: {
        lists: async (...given: unknown[]) => {
          asked.push(...given);
          return LISTS;
        },
      },
    });
    const complete = (effect: string) =>
      option?.complete?.('cap', {
        services: services(effect),
        principal: { id: 'ana' },
        options: {},
      } as never);
    expect(await complete('allow')).toEqual(LISTS.one);
    expect(asked).toEqual(['demo:act']);
    expect(await complete('deny')).toEqual([]);
  });
});
