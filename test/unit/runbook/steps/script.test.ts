import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import type { ScopeInput } from '../../../../src/runbook/plan/scope.ts';
import { script } from '../../../../src/runbook/steps/script.ts';
import type { StepContext } from '../../../../src/runbook/steps/step.ts';
import { scopeWith } from '../plan/example.ts';

function resolved(written: object, params: Record<string, Json> = {}, over: Partial<ScopeInput> = {}) {
  const scope = scopeWith(params, over);
  const spec = JSON.parse(JSON.stringify(script.resolve(script.written.parse(written), scope))) as Json;
  return { spec, scope };
}

const PAUSE = { run: ['python3', 'scripts/pause.py', '--reason={{ params.reason }}'] };

describe('a script step', () => {
  it('runs the file of the folder of its runbook in the folder of the system', () => {
    const { spec, scope } = resolved(PAUSE, { reason: 'tick' });
    expect(script.describe(spec)).toEqual([
      '$ python3 /srv/runbooks/demo/scripts/pause.py --reason=tick',
      'in /srv/demo',
    ]);
    expect(script.brief?.(spec)).toEqual(['$ python3 scripts/pause.py --reason=tick']);
    expect([...scope.targets]).toEqual(['script:scripts/pause.py']);
  });

  it('names what has to be bound: its script, that of its probe, and what they read', () => {
    const written = {
      ...PAUSE,
      probe: ['python3', 'scripts/state.py'],
      files: ['scripts/common.py', 'scripts/pause.py'],
    };
    const { spec } = resolved(written, { reason: 'tick' });
    const kept = {
      folder: '/srv/runbooks/demo',
      files: ['scripts/pause.py', 'scripts/state.py', 'scripts/common.py'],
    };
    expect(script.commandsOf?.(spec)).toMatchObject([{ kept }, { kept }]);
    expect(script.filesOf?.(script.written.parse(written))).toEqual(kept.files);
  });

  it('gives its script what is written under json, a lone parameter with its type', () => {
    const json = {
      bps: '{{ params.bps }}',
      why: 'by {{ params.who }}',
      key: '{{ secrets.KEY }}',
      dry: false,
    };
    const { spec, scope } = resolved({ ...PAUSE, json }, { reason: 'x', bps: 250, who: 'a"b' });
    const { stdin } = spec as { stdin: readonly (string | { secret: string })[] };
    const text = stdin.map((piece) => (typeof piece === 'string' ? piece : 'hush')).join('');
    expect(JSON.parse(text)).toEqual({ bps: 250, why: 'by a"b', key: 'hush', dry: false });
    expect([...scope.secrets]).toEqual(['KEY']);
  });

  it('5.10 takes no value for its interpreter or its script, and none that would become an option', () => {
    const value = '{{ params.reason }}';
    for (const run of [
      [`${value}/python3`, 'a.py'],
      ['python3', `${value}.py`],
    ])
      expect(() => resolved({ run }, { reason: 'x' })).toThrow();
    expect(() => resolved({ run: ['node', 'a.mjs', value] }, { reason: '--eval' })).toThrow('hyphen');
  });

  it.each([
    [['perl', 'a.pl'], "'perl' is no interpreter of scripts"],
    [['python3'], 'the script is the second item'],
    [['python3', '-c'], 'the script is the second item'],
    [['python3', '/etc/a.py'], 'the script is the second item'],
    [['python3', '../a.py'], 'the script is the second item'],
    [['python3', 'scripts/../../a.py'], 'the script is the second item'],
    [['python3', './a.py'], 'the script is the second item'],
    [['node', 'a\\b.mjs'], 'the script is the second item'],
  ])('refuses %j', (run, why) => {
    const read = script.written.safeParse({ run });
    expect(read.error?.issues.map(({ message }) => message).join()).toContain(why);
  });

  it.each(['python3', 'python3.12', '.venv/bin/python3', 'node', '/usr/bin/bash'])(
    'takes %s as an interpreter',
    (interpreter) => {
      expect(script.written.safeParse({ run: [interpreter, 'a'] }).success).toBe(true);
    },
  );

  it('refuses two things to read from standard input', () => {
    const read = script.written.safeParse({ ...PAUSE, json: {}, stdin: 'x' });
    expect(read.error?.issues[0]?.message).toContain('one thing');
  });

  it('is judged as a program is, under the name of its script', async () => {
    const { spec } = resolved({ ...PAUSE, parse: 'json' }, { reason: 'x' });
    const context = (exit: number, stdout: string) =>
      ({
        files: [],
        changes: true,
        lastWords: async () => 'no such breaker',
        effect: async () => ({ exit, signal: null, stdout, stderr: '', dropped: 0, ms: 5 }),
      }) as unknown as StepContext;
    expect(await script.execute(spec, context(0, '{"open":true}'))).toMatchObject({
      status: 'succeeded',
      result: { json: { open: true } },
    });
    expect(await script.execute(spec, context(1, ''))).toMatchObject({
      reason: 'scripts/pause.py ended with exit code 1: no such breaker',
    });
  });
});
