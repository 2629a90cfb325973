import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import { factsOf } from '../../../../src/runbook/plan/occasion.ts';
import { createScope } from '../../../../src/runbook/plan/scope.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { OCCASION } from '../../../support/known.ts';

/** What is written of each kind, with everything that may be written. */
const WRITTEN: readonly (readonly [string, unknown])[] = [
  [
    'shell',
    {
      run: ['/bin/reset', '{{ params.who }}'],
      env: { TOKEN: '{{ secrets.TOKEN }}' },
      stdin: 'x {{ secrets.TOKEN }}',
      exits: { 3: 'threat' },
      parse: 'json',
      find: { job: 'Job (\\d+)' },
      probe: { run: ['/bin/ask'], exits: { 0: 'done', 1: 'not-done' }, json: { '$.n': { above: 3 } } },
    },
  ],
  [
    'http',
    {
      post: 'https://monitor.example/api',
      headers: { authorization: 'Bearer {{ secrets.TOKEN }}' },
      json: { who: '{{ params.who }}', token: '{{ secrets.TOKEN }}' },
      expect: { status: [200, 202], json: { '$.state': 'open' }, within: '2s' },
      find: { job: 'Job (\\d+)' },
      probe: { get: 'https://monitor.example/api', expect: { status: 200 }, notDone: 404 },
    },
  ],
  [
    'script',
    {
      run: ['python3', 'scripts/pause.py', '--who={{ params.who }}'],
      json: { who: '{{ params.who }}', token: '{{ secrets.TOKEN }}' },
      files: ['scripts/common.py'],
      env: { PYTHONPATH: '.' },
      exits: { 3: 'paused' },
      parse: 'json',
      probe: { run: ['python3', 'scripts/state.py'], json: { '$.open': true } },
    },
  ],
  [
    'sql',
    {
      database: 'manager',
      query: 'select id from migrations where status = $1 and id > $2 and note is not distinct from $3',
      params: ['{{ params.who }}', 5, null],
      expect: { rows: { max: 5 }, value: '1' },
      limit: 10,
      within: '5s',
    },
  ],
  [
    'sql',
    {
      database: 'manager',
      query: "update migrations set status = 'pending'",
      write: true,
      rows: { min: 1, max: 3 },
      probe: { query: 'select 1', params: ['{{ secrets.TOKEN }}'], expect: { value: 1 } },
    },
  ],
  ['notify', { channel: 'ops', text: 'Done: {{ steps.look.json.state }}' }],
  ['wait', { for: '5m' }],
  ['confirm', { question: 'Is it done?', evidence: 'required', of: ['sre'], notRequester: true }],
  [
    'ask',
    {
      question: 'Which?',
      fields: [
        { name: 'block', label: 'Block', pattern: '\\d+', maxLength: 9, example: '12' },
        { name: 'since', label: 'Since', type: 'datetime', min: 'now-7d', max: 'now', required: false },
        { name: 'size', label: 'Size', type: 'number', min: { $exact: '1.10' } },
        { name: 'way', label: 'Way', type: 'choice', choices: ['left', 'right'] },
        { name: 'who', label: 'Who', type: 'person' },
      ],
    },
  ],
  [
    'setting',
    {
      file: 'app.env',
      set: {
        WHO: '{{ params.who }}',
        size: { key: 'SIZE', to: '5', type: 'number', min: { $exact: '1.10' }, max: 9 },
        TOKEN: '{{ secrets.TOKEN }}',
      },
      missing: 'add',
    },
  ],
  ['service', { restart: 'trader', within: '5s', steady: '1s' }],
  ['service', { logs: 'trader', lines: 5, since: '1h', matching: 'ERROR' }],
  ['file', { archive: 'logs', matching: '*.log', to: 'backups/logs.tar.gz' }],
  ['file', { encrypt: 'a', for: 'age1abc', to: 'a.age' }],
  ['file', { copy: 'a', to: 'b' }],
  ['file', { copy: 'a/', to: 'host:b/' }],
  ['file', { prune: 'backups', matching: 'a-*', olderThan: '30d', keep: 3 }],
  ['file', { rotate: 'a.log', keep: 3 }],
  ['file', { verify: 'a', is: '{{ steps.look.sha256 }}' }],
  ['branch', { choices: { yes: 'Yes', no: 'No' }, on: '{{ steps.look.choice }}' }],
  [
    'assert',
    {
      checks: [
        { label: 'Supply', value: '{{ steps.look.json.supply }}', min: 1, max: 9, source: 'L1' },
        { label: 'Age', value: '{{ steps.look.json.at }}', withinLast: '1h', orNull: true, advisory: true },
        { label: 'Who', value: '{{ steps.look.json.who }}', equals: '{{ params.who }}' },
        { label: 'Less', value: '{{ steps.look.json.n }}', below: '{{ steps.before.json.n }}' },
      ],
    },
  ],
];

function kindOf(name: string) {
  const kind = stepKinds.get(name);
  if (kind === undefined) throw new Error(name);
  return kind;
}

function specOf(name: string, written: unknown): Json {
  const scope = createScope({
    action: 'demo:a',
    declared: ['who'],
    params: { who: 'ana' },
    persons: {},
    facts: factsOf(OCCASION),
    vars: {},
    workdir: '/srv',
    folder: '/srv/runbooks/demo',
    path: ['/srv/bin'],
    env: { LANG: 'C' },
  });
  const kind = kindOf(name);
  return kind.resolve(kind.written.parse(written), scope);
}

/** As the database gives it back. */
const again = (spec: Json): Json => JSON.parse(JSON.stringify(spec)) as Json;

describe('what a plan keeps of a step', () => {
  it('has a kind here for every kind that there is', () => {
    expect([...new Set(WRITTEN.map(([name]) => name))].toSorted()).toEqual([...stepKinds.keys()].toSorted());
  });

  it.each(WRITTEN)('of %s is shown the same when it comes back from the database', (name, written) => {
    const spec = specOf(name, written);
    expect(kindOf(name).describe(again(spec))).toEqual(kindOf(name).describe(spec));
    expect(kindOf(name).describe(spec)).not.toEqual([]);
  });

  it.each(WRITTEN)('of %s is refused when a later version kept more of it', async (name, written) => {
    const spec = { ...(specOf(name, written) as object), laterOn: true } as Json;
    expect(() => kindOf(name).describe(spec)).toThrow(
      expect.objectContaining({ code: 'run.unreadable-step' }),
    );
    await expect(kindOf(name).execute(spec, {} as never)).rejects.toMatchObject({
      refusal: { why: expect.stringContaining(`its ${name} step`) },
    });
  });

  it.each(WRITTEN)('of %s is refused when a part of it is not there', (name, written) => {
    const spec = specOf(name, written) as { readonly [key: string]: Json };
    for (const key of Object.keys(spec)) {
      const { [key]: _gone, ...rest } = spec;
      const shown = () => kindOf(name).describe(rest);
      if (OPTIONAL.has(`${name}.${key}`)) shown();
      else expect(shown, key).toThrow(expect.objectContaining({ code: 'run.unreadable-step' }));
    }
  });
});

/** What earlier versions did not keep, and what a script shares with them. */
const OPTIONAL = new Set([
  'shell.settings',
  'shell.find',
  'script.settings',
  'http.find',
  'ask.requester',
  'confirm.requester',
]);
