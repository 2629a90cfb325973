import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createEffects } from '../../../../src/integrations/effects.ts';
import { createSetting } from '../../../../src/integrations/setting/index.ts';
import { createShell } from '../../../../src/integrations/shell/index.ts';
import { describePlan } from '../../../../src/runbook/plan/describe.ts';
import type { Plan } from '../../../../src/runbook/plan/plan.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { demandedBy } from '../../../../src/runbook/steps/support/setting/rule.ts';
import { openTestDatabase } from '../../../support/database.ts';
import { openExecution } from '../../../support/execution.ts';
import { demo, problemsOf, registryOf } from '../definition/folder.ts';

const ENV = '# risk\nMAX_SLIPPAGE_BPS=300 # of trades\nMODE="live"\nTOKEN=old-token\n';
const YAML = 'server:\n  port: 8080   # of the API\n';

const RUNBOOK = demo(`  slippage/set:
    title: Set the slippage
    source: L1
    risk: low
    unchecked: The test looks.
    params: { bps: { type: integer, description: Basis points } }
    steps:
      - id: change
        setting: { file: .env, set: { bps: { key: MAX_SLIPPAGE_BPS, to: "{{ params.bps }}", type: integer, min: 1, max: 1000 } } }
      - { id: restart, shell: { run: [sh, -c, 'grep -q "SLIPPAGE_BPS=[1-9]" .env; test ! -e broken', ./.env] }, effect: idempotent }
    onFailure:
      - { id: back, setting: { restore: change } }
    gives: { before: "{{ steps.change.before.bps }}" }
  slippage/show:
    title: Show the slippage
    source: L1
    risk: read
    steps:
      - { id: file, setting: { file: .env, read: { bps: MAX_SLIPPAGE_BPS, token: TOKEN } } }
      - { id: process, shell: { run: [cat, running], parse: text }, effect: pure }
      - assert: { checks: [{ label: Slippage of the process, value: "{{ steps.process.text }}", equals: "{{ steps.file.values.bps }}", advisory: true }] }
    gives: { bps: "{{ steps.file.values.bps }}" }
  mode/set:
    title: Set the mode
    source: L1
    risk: low
    unchecked: The test looks.
    params: { mode: { type: text, description: Mode } }
    steps: [{ id: mode, setting: { file: .env, set: { MODE: "{{ params.mode }}" } } }]
  token/check:
    title: Renew the token, if it is whole
    source: L1
    risk: low
    unchecked: The test looks.
    steps: [{ id: token, setting: { file: .env, set: { TOKEN: { to: "{{ secrets.NEW_TOKEN }}", pattern: "sk-[a-z]+" } } } }]
  token/renew:
    title: Renew the token
    source: L1
    risk: low
    unchecked: The test looks.
    steps:
      - { id: token, setting: { file: .env, set: { TOKEN: "{{ secrets.NEW_TOKEN }}" } } }
      - { id: mode, setting: { file: .env, set: { MODE: test } } }
      - { id: port, setting: { file: app.yaml, set: { port: { key: /server/port, to: 9090 } } } }`);

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'keyturn-setting-')));
const path = (name: string) => join(folder, name);
const content = (name: string) => readFileSync(path(name), 'utf8');
const rig = await openExecution(
  createEffects([createShell(), createSetting(() => [folder], demandedBy)]),
  openTestDatabase,
  { registry: registryOf(RUNBOOK), settings: { vars: {}, workdir: folder, writable: [folder] } },
);
rig.secrets.set('NEW_TOKEN', 'new-token-of-42');
afterAll(async () => {
  await rig.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(path(name));
  writeFileSync(path('.env'), ENV);
  writeFileSync(path('app.yaml'), YAML);
  writeFileSync(path('running'), '300\n');
});

const planned = (action: string, params = {}): Promise<Plan> =>
  rig.service.plan({ action: `demo:${action}`, params, requester: 'ana' });

async function queued(action: string, params = {}): Promise<string> {
  const asked = { action: `demo:${action}`, params, requester: 'ana', place: null };
  const proposed = await rig.service.propose(asked);
  if (proposed.kind !== 'running') throw new Error(proposed.kind);
  return proposed.runId;
}

async function ran(action: string, params = {}) {
  const id = await queued(action, params);
  await rig.engine.work(id);
  return rig.view(id);
}

describe('a step that changes a setting', () => {
  it('shows what stands there and what it is to become, before anybody approves it', async () => {
    const [, section] = describePlan(await planned('slippage/set', { bps: '500' }), stepKinds);
    expect(section).toMatchObject({
      title: '1. sets MAX_SLIPPAGE_BPS in .env',
      brief: ['sets MAX_SLIPPAGE_BPS in .env', 'MAX_SLIPPAGE_BPS: 300 -> 500 (at least 1, at most 1000)'],
    });
    expect(section?.lines.join('\n')).toMatch(/changed only as it is now: \.env [0-9a-f]{8}\n/);
  });

  it('shows no secret of the settings that stands inside what a harmless key says', async () => {
    writeFileSync(path('.env'), 'MODE=https://rpc.example/v1/new-token-of-42?a=1\n');
    const plan = await planned('mode/set', { mode: 'test' });
    expect(JSON.stringify(plan)).not.toContain('new-token-of-42');
    expect(describePlan(plan, stepKinds)[1]?.brief).toContain(
      'MODE: "https://rpc.example/v1/[secret NEW_TOKEN]?a=1" -> test',
    );
  });

  it('shows what only begins like a secret of the settings: people approve what is replaced', async () => {
    writeFileSync(path('.env'), 'MODE=new-token-of\n');
    const plan = await planned('mode/set', { mode: 'test' });
    expect(describePlan(plan, stepKinds)[1]?.brief).toContain('MODE: new-token-of -> test');
  });

  it('refuses without a secret of the settings that what it found quotes', async () => {
    writeFileSync(path('app.yaml'), 'server: *new-token-of-42\n');
    await expect(planned('token/renew')).rejects.toMatchObject({
      refusal: {
        code: 'setting.unclear',
        why: expect.stringContaining('before the alias): [secret NEW_TOKEN]'),
      },
    });
  });

  it('changes the value and nothing else, and says both in its result', async () => {
    const view = await ran('slippage/set', { bps: '500' });
    expect(view).toMatchObject({
      state: 'succeeded',
      steps: [{ result: { changed: true, before: { bps: '300' }, after: { bps: '500' } } }, {}, {}],
    });
    expect(await rig.service.output(view.id)).toContain('MAX_SLIPPAGE_BPS: 300 -> 500');
    expect(content('.env')).toBe(ENV.replace('300', '500'));
  });

  it('puts the old value back when a later step fails', async () => {
    writeFileSync(path('broken'), '');
    const view = await ran('slippage/set', { bps: '500' });
    expect(view).toMatchObject({
      state: 'failed',
      steps: [
        { state: 'succeeded' },
        { state: 'failed' },
        { state: 'succeeded', result: { after: { bps: '300' } } },
      ],
    });
    expect(content('.env')).toBe(ENV);
  });

  it('is refused when the file was changed after it was planned', async () => {
    const id = await queued('slippage/set', { bps: '500' });
    writeFileSync(path('.env'), `${ENV}MORE=1\n`);
    await rig.engine.work(id);
    expect(await rig.view(id)).toMatchObject({
      state: 'failed',
      steps: [{ reason: expect.stringContaining('It was changed since this was planned') as string }, {}, {}],
    });
    expect(content('.env')).toBe(`${ENV}MORE=1\n`);
  });

  it.each([
    [{ bps: '5000' }, 'what it is to become is too big', 'Write a number of at most 1000.'],
    [{ bps: '0' }, 'what it is to become is too small', 'at least 1'],
  ])('is not planned with a value that is not allowed: %j', async (params, why, next) => {
    await expect(planned('slippage/set', params)).rejects.toMatchObject({
      refusal: { why: expect.stringContaining(why) as string, next: expect.stringContaining(next) as string },
    });
  });

  it('is not planned with what stands for a secret in the place of a value', async () => {
    await expect(planned('mode/set', { mode: 'fingerprint 0123456789ab' })).rejects.toMatchObject({
      refusal: { why: 'MODE: what it is to become is the fingerprint of a secret, and not its value.' },
    });
  });

  it('is not planned where it could not be carried out', async () => {
    writeFileSync(path('.env'), ENV.replace('MAX', '#MAX'));
    await expect(planned('slippage/set', { bps: '500' })).rejects.toMatchObject({
      refusal: { why: 'The file has no MAX_SLIPPAGE_BPS. It stands in line 2, commented out.' },
    });
    rmSync(path('.env'));
    await expect(planned('slippage/set', { bps: '500' })).rejects.toMatchObject({
      refusal: { why: 'It is not there.' },
    });
  });

  it('goes on from what an earlier step of its run has left', async () => {
    const view = await ran('token/renew');
    expect(view.state).toBe('succeeded');
    expect(content('.env')).toBe(ENV.replace('old-token', 'new-token-of-42').replace('live', 'test'));
    expect(content('app.yaml')).toBe(YAML.replace('8080', '9090'));
  });

  it('keeps secrets, old and new, out of plan, result and output', async () => {
    const plan = await planned('token/renew');
    const view = await ran('token/renew');
    for (const text of [JSON.stringify(plan), JSON.stringify(view)]) {
      expect(text).not.toContain('old-token');
      expect(text).not.toContain('new-token-of-42');
    }
    const [, section] = describePlan(plan, stepKinds);
    expect(section?.brief?.[1]).toMatch(/^TOKEN: fingerprint [0-9a-f]{12} -> ‹secret NEW_TOKEN›$/);
    expect(await rig.service.output(view.id)).toMatch(
      /TOKEN: fingerprint [0-9a-f]{12} -> fingerprint [0-9a-f]{12}/,
    );
  });

  it('is refused where a secret is not what it must be, before anything is written', async () => {
    const view = await ran('token/check');
    const reason = 'The value that TOKEN is to have is not what the runbook demands';
    expect(view).toMatchObject({
      state: 'failed',
      steps: [{ reason: expect.stringContaining(reason) as string }],
    });
    expect(JSON.stringify(view)).not.toContain('new-token-of-42');
    expect(content('.env')).toBe(ENV);
  });

  it('hands on what it was, for whoever takes it back', async () => {
    await ran('slippage/set', { bps: '500' });
    expect(await planned('slippage/set', { bps: '300' })).toMatchObject({
      gives: { before: { step: 'change', path: ['before', 'bps'] } },
    });
  });
});

describe('a step that looks at a setting', () => {
  it('shows what the process runs with beside what the file says', async () => {
    await ran('slippage/set', { bps: '500' });
    const view = await ran('slippage/show');
    expect(view).toMatchObject({
      state: 'succeeded',
      steps: [
        { result: { values: { bps: '500', token: expect.stringMatching(/^fingerprint /) as string } } },
        { result: { text: '300' } },
        {
          result: {
            checks: [{ found: '300', ok: false, wrong: expect.stringContaining('expected "500"') as string }],
          },
        },
      ],
    });
  });
});

describe('lint of a setting', () => {
  const of = (setting: string, more = '') =>
    problemsOf(
      demo(`  a:
    title: A
    source: L1
    risk: low
    unchecked: It is a test.
    params: { v: { type: text, description: V } }
    steps: [{ id: one, setting: ${setting} }${more}]`),
    ).map(({ message }) => message);

  it.each([
    ['{ file: a.env, set: { A: "{{ params.v }}" } }'],
    ['{ file: a.env, set: { A: 5, b: { key: B, to: true, type: boolean } }, missing: add }'],
    ['{ file: a, format: toml, read: { a: /a, b: { key: /b, secret: true } } }'],
  ])('takes %s', (setting) => {
    expect(of(setting)).toEqual([]);
  });

  it.each([
    ['{ file: a.env }', 'does not say what is done'],
    ['{ file: a.env, set: { A: 1 }, read: { a: A } }', 'or says it twice'],
    ['{ set: { A: 1 } }', 'a setting without a file'],
    ['{ file: "{{ params.v }}", set: { A: 1 } }', 'stands in the path of a file'],
    ['{ file: a.env, set: { API_TOKEN: "{{ params.v }}" } }', 'people would type it into the chat'],
    ['{ file: a.env, set: { A: { to: 0, type: integer, min: 1 } } }', 'is too small'],
    ['{ file: a.env, set: { A: { to: 0, min: 1 } } }', 'does not apply'],
    ['{ file: a.env, read: { a: A }, missing: add }', 'only what is set can be added'],
    ['{ restore: two }', "There is no earlier step 'two'"],
  ])('refuses %s', (setting, message) => {
    expect(of(setting).join('\n')).toContain(message);
  });

  it('refuses to put back what is no setting, or was put back', () => {
    const read = '{ file: a.env, read: { a: A } }';
    expect(of(read, ', { setting: { restore: one } }').join('\n')).toContain("has no 'copy'");
  });
});
