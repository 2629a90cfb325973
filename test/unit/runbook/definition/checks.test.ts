import { describe, expect, it } from 'vitest';
import { demo, problemsOf } from './folder.ts';

/** An action on lines 6 and following; `extra` lines stand between risk and steps. */
function action(
  extra: string,
  step = 'shell: { run: [ls] }, effect: pure',
  name = 'act',
  risk = 'read',
): string {
  const lines = extra === '' ? '' : `${extra}\n`;
  return `  ${name}:\n    title: Act\n    source: L1\n    risk: ${risk}\n${lines}    steps: [{ ${step} }]`;
}

function only(text: string) {
  const problems = problemsOf(text);
  expect(problems).toHaveLength(1);
  return problems[0];
}

describe('references', () => {
  it('offers the nearest action for an unknown one in requires', () => {
    const text = demo(
      `${action('')}\n${action('    requires: [{ action: atc, within: 5m }]', undefined, 'other')}`,
    );
    expect(only(text)).toMatchObject({
      line: 15,
      message: "There is no action 'atc'.",
      suggestion: "Did you mean 'act'?",
    });
  });

  it('refuses an action that requires itself', () => {
    expect(only(demo(action('    requires: [{ action: act, within: 5m }]')))?.message).toBe(
      'The action requires itself.',
    );
  });

  it('refuses values that must be the same and that one of both does not have', () => {
    const gives = '    gives: { commit: "{{ steps.it.text }}" }';
    const step = 'id: it, shell: { run: [ls], parse: text }, effect: pure';
    const params = '    params: { commit: { type: text, description: Commit } }';
    const deploy = (same: string, extra = params) =>
      demo(
        `${action(gives, step, 'test')}\n${action(`${extra}\n    requires: [{ action: test, within: 5m, same: [${same}] }]`, undefined, 'deploy')}`,
      );
    expect(problemsOf(deploy('commit'))).toEqual([]);
    expect(only(deploy('comit'))?.message).toBe("'comit' is no parameter of 'deploy' that everybody gives.");
    const optional = params.replace('Commit }', 'Commit, required: false }');
    expect(only(deploy('commit', optional))?.message).toContain('that everybody gives');
    const branch = params.replace('commit:', 'branch:');
    expect(only(deploy('branch', branch))?.message).toBe("'test' gives no 'branch'.");
    const around = action(params, 'include: { action: deploy, with: { commit: a1 } }', 'around');
    expect(only(`${deploy('commit')}\n${around}`)?.message).toContain(
      "requires a run of 'test' with the same commit",
    );
  });

  it('offers the nearest policy', () => {
    const text = demo(action('    approval: one-sr', 'shell: { run: [ls] }, effect: unsafe', 'act', 'high'));
    expect(only(text)).toMatchObject({ line: 10, column: 15, suggestion: "Did you mean 'one-sre'?" });
  });

  it('checks channels of notify steps, by their name in chat', () => {
    const channels = 'channels: { ops: { title: Ops, source: L1, name: ops-demo, purpose: All } }';
    expect(problemsOf(demo(action('', 'notify: { channel: ops-demo, text: hi }'), channels))).toEqual([]);
    expect(only(demo(action('', 'notify: { channel: opz, text: hi }'), channels))?.message).toBe(
      "No channel of this runbook is called 'opz' in chat.",
    );
  });

  it('checks what checklists, procedures and schedules name', () => {
    const rest = `checklists: { day: { title: Day, source: L1, items: [{ id: a, title: A, source: L1, action: atc }] } }
procedures: { p: { title: P, source: L1, purpose: operation, steps: [{ id: a, title: A, source: L1, procedure: q }] } }
schedules: { s: { title: S, source: L1, cron: "0 9 * * *", starts: { checklist: daz } } }`;
    expect(problemsOf(demo(action(''), rest)).map((problem) => problem.message)).toEqual([
      "There is no action 'atc'.",
      "There is no procedure 'q'.",
      "There is no checklist 'daz'.",
    ]);
  });
});

describe('risk', () => {
  const unsafe = 'shell: { run: [ls] }, effect: unsafe';

  it('wants an approval for high and critical', () => {
    for (const risk of ['high', 'critical']) {
      expect(only(demo(action('', unsafe, 'act', risk)))?.message).toContain('nobody has to approve');
    }
  });

  it('refuses an approval for what runs at once', () => {
    expect(only(demo(action('    approval: one-sre')))?.message).toContain('runs at once');
  });

  it('5.5 allows break-glass only for an action that reduces risk', () => {
    const glass =
      '    breakGlass: { of: [sre], limit: { count: 1, per: 1h }, review: { of: [sre], quorum: 1, within: 1h }, page: sre }';
    expect(only(demo(action(glass, unsafe, 'act', 'critical')))?.suggestion).toContain('reduces: risk');
    expect(problemsOf(demo(action(`    reduces: risk\n${glass}`, unsafe, 'act', 'critical')))).toEqual([]);
  });

  it('5.5 lets nothing that must happen at once wait behind a lock', () => {
    const glass =
      '    breakGlass: { of: [sre], limit: { count: 1, per: 1h }, review: { of: [sre], quorum: 1, within: 1h }, page: sre }';
    const locked = `    reduces: risk\n    lock: demo/a\n${glass}`;
    expect(only(demo(action(locked, unsafe, 'act', 'critical')))?.message).toContain(
      'wait behind whatever hangs',
    );
  });

  it('refuses a read action that changes something', () => {
    expect(only(demo(action('', unsafe)))?.message).toContain(
      'has risk read, but this step has effect unsafe',
    );
  });
});

describe('steps', () => {
  it('wants an effect where the kind has none of its own', () => {
    expect(only(demo(action('', 'shell: { run: [ls] }')))?.suggestion).toContain('effect: pure');
    expect(problemsOf(demo(action('', 'http: { get: "https://a.example" }')))).toEqual([]);
  });

  it('allows retries of repeatable steps only', () => {
    const text = demo(
      action(
        '    approval: one-sre',
        'shell: { run: [ls] }, effect: unsafe, retry: { attempts: 2 }',
        'act',
        'high',
      ),
    );
    expect(only(text)?.message).toBe('A step with effect unsafe must not be retried.');
  });

  it.each([
    ['pure', '{ every: 10s, for: 15m }', undefined],
    ['idempotent', '{ every: 10s, for: 15m }', '`poll` is for what only looks'],
    ['pure', '{ every: 500ms, for: 1m }', 'after a second at the earliest'],
    ['pure', '{ every: 10s, for: 5s }', 'never look again'],
    ['pure', '{ every: 1s, for: 1d }', 'more than 1,000 times'],
    ['pure', '{ every: 10s, for: 15m }, retry: { attempts: 2 }', 'tries again by itself'],
  ])('of a step with effect %s and poll: %s says: %s', (effect, poll, message) => {
    const text = demo(action('', `shell: { run: [ls] }, effect: ${effect}, poll: ${poll}`, 'act', 'low'));
    const found = problemsOf(text).map((problem) => problem.message);
    expect(found).toEqual(message === undefined ? [] : [expect.stringContaining(message)]);
  });

  it.each([
    ['{{ steps.a.found.n }} of 3', undefined],
    ['{{ steps.act.found.n }} of {{ steps.a.exit }}', "There is no earlier step 'act'."],
    ['2 of 3', 'Nothing of what this step finds stands in it'],
    ['{{ steps.a.json.n }} of 3', "Step 'a' has no json"],
    ['{{ steps.a.found.m }} of 3', "has no 'm'"],
    ['{{ found.n }} of 3', "'{{ found.n }}' is no placeholder."],
  ])('of what a step shows of its looks, %s, says: %s', (show, message) => {
    const look = `id: a, shell: { run: [ls], find: { n: '(\\d+)' } }, effect: pure`;
    const text = demo(action('', `${look}, poll: { every: 10s, for: 15m, show: "${show}" }`, 'act', 'low'));
    const found = problemsOf(text).map((problem) => problem.message);
    expect(found).toEqual(message === undefined ? [] : [expect.stringContaining(message)]);
  });

  it.each([
    ['{ done: "{{ steps.a.found.n }}", total: 3 }', undefined],
    ['{ done: "{{ steps.a.found.n }}", total: "{{ steps.a.found.m }}" }', "has no 'm'"],
    ['{ done: "2", total: "{{ steps.a.found.n }}" }', 'Nothing of what this step finds stands in it'],
    ['{ done: "{{ steps.a.found.n }} rows", total: 3 }', 'A count is one value'],
    ['{ done: "{{ steps.a.found.n }}", total: 0 }', 'which is too small'],
  ])('of a bar, %s, says: %s', (progress, message) => {
    const look = `id: a, shell: { run: [ls], find: { n: '(\\d+)' } }, effect: pure`;
    const text = demo(
      action('', `${look}, poll: { every: 10s, for: 15m, progress: ${progress} }`, 'act', 'low'),
    );
    const found = problemsOf(text).map((problem) => problem.message);
    expect(found).toEqual(message === undefined ? [] : [expect.stringContaining(message)]);
  });

  it.each([
    ['unfinished', '{ unfinished: { severity: warning } }', undefined],
    ['unfinished', '{}', "Nothing says that 'unfinished' needs attention"],
    ['unfinished', '{ unfinished: { severity: good } }', "Nothing says that 'unfinished' needs attention"],
    ['succeeded', '{}', 'nobody knows whether it succeeded'],
  ])('of a time that is up with %s, and outcomes %s, says: %s', (name, outcomes, message) => {
    const look = 'shell: { run: [ls] }, effect: pure';
    const poll = `poll: { every: 10s, for: 15m, otherwise: ${name} }`;
    const text = demo(action(`    outcomes: ${outcomes}`, `${look}, ${poll}`, 'act', 'low'));
    const found = problemsOf(text).map((problem) => problem.message);
    expect(found).toEqual(message === undefined ? [] : [expect.stringContaining(message)]);
  });

  it.each([
    [', otherwise: unfinished', '    outcomes: { unfinished: { severity: warning } }', undefined],
    ['', '', "The result of the shell step 'a' has no 'outcome'"],
  ])(
    'knows how a step ended that may end in more than one way: with `%s`',
    (otherwise, outcomes, message) => {
      const look = `id: a, shell: { run: [ls] }, effect: pure, poll: { every: 10s, for: 15m${otherwise} }`;
      const when = 'when: { value: "{{ steps.a.outcome }}", not: unfinished, orNull: true }';
      const text = demo(action(outcomes, `${look} }, { ${when}, wait: { for: 1s }`, 'act', 'low'));
      const found = problemsOf(text).map((problem) => problem.message);
      expect(found).toEqual(message === undefined ? [] : [expect.stringContaining(message)]);
    },
  );

  it('lets nothing look again that comes to the same each time', () => {
    const text = demo(action('', 'wait: { for: 1m }, poll: { every: 10s, for: 15m }'));
    expect(only(text)?.message).toBe('A step of the kind wait comes to the same when it is tried again.');
  });

  it('wants a probe of a probeable step', () => {
    const text = demo(
      action('    approval: one-sre', 'shell: { run: [ls] }, effect: probeable', 'act', 'high'),
    );
    expect(only(text)?.suggestion).toContain('probe');
  });

  it('keeps dry runs harmless', () => {
    const extra = '    approval: one-sre\n    dryRun: [{ shell: { run: [ls] }, effect: unsafe }]';
    const text = demo(action(extra, 'shell: { run: [ls] }, effect: unsafe', 'act', 'high'));
    expect(only(text)?.message).toContain('A dry run changes nothing');
  });

  it('wants unique ids, and branches that exist', () => {
    const steps =
      'id: a, wait: { for: 1s } }, { id: a, wait: { for: 1s } }, { when: { step: b, is: x }, wait: { for: 1s }';
    expect(problemsOf(demo(action('', steps))).map((problem) => problem.message)).toEqual([
      "Two steps are called 'a'.",
      "There is no earlier step 'b'.",
    ]);
  });

  it('knows the outcomes of a branch and of exit codes', () => {
    const steps =
      'id: a, shell: { run: [ls], exits: { "3": stopped } }, effect: pure }, { when: { step: a, is: stoped }, wait: { for: 1s }';
    expect(only(demo(action('', steps)))).toMatchObject({ suggestion: "Did you mean 'stopped'?" });
  });
});

describe('templates', () => {
  it('offers the nearest parameter and variable', () => {
    const extra = '    params: { buffer: { type: text, description: Buffer } }';
    expect(
      only(demo(action(extra, 'shell: { run: [ls, "{{ params.bufer }}"] }, effect: pure')))?.suggestion,
    ).toBe("Did you mean 'buffer'?");
    const vars = 'vars: { monitor: { description: Base, default: "https://a.example" } }';
    expect(only(demo(action('', 'http: { get: "{{ vars.monito }}" }'), vars))?.suggestion).toBe(
      "Did you mean 'monitor'?",
    );
  });

  it('allows results of steps only where they are known', () => {
    const steps = 'id: a, wait: { for: 1s } }, { shell: { run: [ls, "{{ steps.a.x }}"] }, effect: pure';
    expect(only(demo(action('', steps)))?.message).toContain('approved before it runs');
    const late = 'id: a, wait: { for: 1s } }, { notify: { text: "{{ steps.b.x }}" }';
    expect(only(demo(action('', late)))?.message).toBe("There is no earlier step 'b'.");
  });

  it('says what a placeholder looks like', () => {
    expect(only(demo(action('', 'notify: { text: "{{ buffer }}" }')))?.message).toContain(
      'is no placeholder',
    );
    expect(only(demo(action('', 'notify: { text: "{{ params.x" }')))?.suggestion).toContain('}}');
  });

  it('checks the fields of message templates', () => {
    const rest =
      'templates: { t: { title: T, source: L1, fields: { eta: { type: text, description: When } }, text: "{{ fields.etta }}" } }';
    expect(only(demo(action(''), rest))?.suggestion).toBe("Did you mean 'eta'?");
  });
});

describe('shortcuts and roles', () => {
  it('gives a shortcut to one action only', () => {
    const text = demo(`${action('    shortcut: go')}\n${action('    shortcut: go', undefined, 'other')}`);
    expect(only(text)?.message).toBe("The shortcut 'go' already means 'act'.");
  });

  it('checks roles when they are known', () => {
    expect(problemsOf(demo(action('')), { roles: ['sre'] })).toEqual([]);
    const [problem] = problemsOf(demo(action('')), { roles: ['sra'] });
    expect(problem).toMatchObject({ line: 4, suggestion: "Did you mean 'sra'?" });
  });
});

describe('parameters', () => {
  it('wants choices for a choice, and a valid pattern', () => {
    const none = demo(action('    params: { p: { type: choice, description: P } }'));
    expect(only(none)?.suggestion).toContain('choices');
    const pattern = demo(action('    params: { p: { type: text, description: P, pattern: "(" } }'));
    expect(only(pattern)?.message).toContain('not a regular expression');
  });
  it('refuses a pattern that cannot run in linear time, with another way to write it, wherever patterns stand', () => {
    const inParam = demo(action('    params: { p: { type: text, description: P, pattern: "(?=a)[a-z]+" } }'));
    expect(only(inParam)).toMatchObject({
      line: 10,
      message: expect.stringContaining('looks ahead') as string,
      suggestion: expect.stringContaining('character by character') as string,
    });
    const inForm = demo(
      action('', 'ask: { question: Q, fields: [{ name: a, label: A, pattern: "(a)\\\\1" }] }'),
    );
    expect(only(inForm)).toMatchObject({
      message: expect.stringContaining('refers back') as string,
      suggestion: expect.stringContaining('Write out') as string,
    });
    const withLongTexts = '{ type: longtext, description: P, pattern: "([a-z]{1,90}-)*", maxLength: 100000 }';
    expect(only(demo(action(`    params: { p: ${withLongTexts} }`)))?.suggestion).toContain('maxLength');
  });
});

describe('output that is withheld', () => {
  it('is for steps that print something', () => {
    expect(only(demo(action('', 'wait: { for: 5s }, output: withheld')))).toMatchObject({
      message: 'A wait step prints nothing that could be withheld.',
      suggestion: expect.stringMatching(/^Remove `output`; it is for one of .*http, .*shell.*\.$/),
    });
    expect(problemsOf(demo(action('', 'shell: { run: [ls] }, effect: pure, output: withheld')))).toEqual([]);
  });

  it('is nothing that later steps may refer to', () => {
    const steps = (field: string) =>
      `id: make, shell: { run: [ls] }, effect: pure, output: withheld }, { notify: { text: "{{ steps.make.${field} }}" }`;
    expect(only(demo(action('', steps('stdout'))))).toMatchObject({
      message: "Step 'make' has no 'stdout': its output is withheld.",
      suggestion: expect.stringContaining('`output: { only: [name] }`') as string,
    });
    expect(problemsOf(demo(action('', steps('exit'))))).toEqual([]);
  });

  it('is there for later steps as far as the step says that they need it', () => {
    const steps = (only: string, field: string) =>
      `id: make, shell: { run: [ls], parse: text, find: { name: "(a+)", key: "(b+)" } }, effect: pure, output: { only: [${only}] } }, { notify: { text: "{{ steps.make.${field} }}" }`;
    expect(problemsOf(demo(action('', steps('name', 'found.name'))))).toEqual([]);
    for (const [field, told] of [
      ['found.key', 'found.key'],
      ['stdout', 'stdout'],
      ['text', 'text'],
      ['found', 'found'],
    ])
      expect(only(demo(action('', steps('name', field ?? ''))))).toMatchObject({
        message: `Step 'make' has no '${told}': its output is withheld.`,
      });
  });

  it('keeps nothing that is not looked for', () => {
    const step = (find: string, kept: string) =>
      `shell: { run: [ls]${find} }, effect: pure, output: { only: [${kept}] }`;
    expect(only(demo(action('', step(', find: { name: "(a+)" }', 'nam'))))).toMatchObject({
      message: "Nothing is looked for as 'nam' in what this step prints.",
      suggestion: "Did you mean 'name'?",
    });
    expect(only(demo(action('', step('', 'name'))))).toMatchObject({
      suggestion: expect.stringContaining('Add `find: { name:') as string,
    });
  });
});

describe('words for people', () => {
  const blank = ['"   "', '"\\u200b"', '"\\u3164 \\u2800"'];
  const given = action('    params: { n: { type: text, description: N } }');
  it.each<[string, (words: string) => string]>([
    ['the title of an action', (words) => action('').replace('title: Act', `title: ${words}`)],
    ['the description of a parameter', (words) => given.replace('description: N', `description: ${words}`)],
    ['the title of a step', (words) => action('', `title: ${words}, wait: { for: 5s }`)],
    ['a message', (words) => action('', `notify: { text: ${words} }`)],
    ['something to confirm', (words) => action('', `confirm: { question: ${words} }`)],
    ['a question', (words) => action('', `ask: { question: ${words}, fields: [{ name: a, label: A }] }`)],
    ['a field', (words) => action('', `ask: { question: Q, fields: [{ name: a, label: ${words} }] }`)],
    ['a choice', (words) => action('', `branch: { question: Q, choices: { a: ${words}, b: B } }`)],
    ['a check', (words) => action('', `assert: { checks: [{ label: ${words}, value: a, equals: a }] }`)],
  ])('are refused where they are nothing but blanks: %s', (_what, written) => {
    for (const words of blank) {
      expect(only(demo(written(words)))).toMatchObject({
        message: expect.stringContaining('nothing but blanks') as string,
        suggestion: 'Write words that people can read.',
      });
    }
  });

  it('that are left empty are told once', () => {
    expect(only(demo(action('').replace('title: Act', 'title: ""')))?.message).toContain('too small');
  });
});
