import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createEffects } from '../../../../src/integrations/effects.ts';
import { createShell } from '../../../../src/integrations/shell/index.ts';
import { describePlan } from '../../../../src/runbook/plan/describe.ts';
import { planDigest } from '../../../../src/runbook/plan/digest.ts';
import type { Plan } from '../../../../src/runbook/plan/plan.ts';
import { IN_DOUBT } from '../../../../src/runbook/run/step-run.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { openTestDatabase } from '../../../support/database.ts';
import { openExecution } from '../../../support/execution.ts';
import { demo, registryOf } from '../definition/folder.ts';
import { openServiceHost, RUNNING } from './service-host.ts';

const ACTIONS: Readonly<Record<string, string>> = {
  'unit-stop': '{ stop: trader, within: 600ms, steady: 300ms }',
  'unit-kill': '{ kill: trader, within: 600ms, steady: 300ms }',
  'unit-down': '{ status: trader, expect: down }',
  'compose-stop': '{ stop: web, compose: ., within: 600ms, steady: 300ms }',
  'compose-kill': '{ kill: web, compose: ., within: 600ms, steady: 300ms }',
  'compose-down': '{ status: web, compose: ., expect: down }',
  'compose-start': '{ start: web, compose: ., within: 600ms, steady: 300ms }',
};
const ENDING = ['unit-stop', 'unit-kill', 'compose-stop', 'compose-kill'];
const RUNBOOK = demo(
  Object.entries(ACTIONS)
    .map(
      ([name, step]) =>
        `  ${name}: { title: Do it, source: L1, risk: ${name.endsWith('down') ? 'read' : 'low'}, steps: [{ id: it, service: ${step} }] }`,
    )
    .join('\n'),
);
const COMPOSE = 'services:\n  web:\n    image: web\n';
const MERGE = `<<<<<<< HEAD\n${COMPOSE}`;
const UP = { Status: 'running', Pid: 7, ExitCode: 0, StartedAt: '2026-11-01T00:00:00Z' };

const host = openServiceHost();
const rig = await openExecution(createEffects([createShell()]), openTestDatabase, {
  registry: registryOf(RUNBOOK),
  settings: { vars: {}, workdir: host.folder, path: [host.bin] },
});
afterAll(async () => {
  await rig.close();
  host.close();
});
beforeEach(() => {
  host.clear();
  host.compose(COMPOSE);
  host.unit(RUNNING);
  host.containers(UP);
  for (const verb of ['stop', 'kill'])
    host.on(
      verb,
      `touch told
sed -i 's/"running"/"exited"/' inspect
sed -i 's/^ActiveState=.*/ActiveState=inactive/;s/^SubState=.*/SubState=dead/;s/^MainPID=.*/MainPID=0/' show`,
    );
});

const planned = (action: string): Promise<Plan> =>
  rig.service.plan({ action: `demo:${action}`, params: {}, requester: 'ana' });

async function carriedOut(plan: Plan, before = () => {}) {
  const id = await rig.queue(plan);
  rig.clock.advance(60_000);
  before();
  await rig.engine.work(id);
  const view = await rig.view(id);
  return { ...view, step: view.steps[0], output: await rig.service.output(id) };
}
const ran = async (action: string) => carriedOut(await planned(action));

/** What every look does from now on, until a service was told, or for ever. */
function looks(text: string, until = '[ -e told ] || ') {
  for (const verb of ['show', 'ps']) host.on(verb, `${until}${text}`);
}
const STOPPED = { state: 'succeeded', step: { result: { up: false } } };

describe('what somebody could see before', () => {
  it.each(ENDING)('%s is told where the look is cut off, and counts by what is seen then', async (action) => {
    for (const end of [
      'exit 137',
      'kill -9 $$',
      '{ echo Resource busy >&2; exit 1; }',
      '{ echo "{"; exit 0; }',
    ]) {
      rmSync(join(host.folder, 'told'), { force: true });
      host.unit(RUNNING);
      host.containers(UP);
      looks(end);
      const view = await ran(action);
      expect(view, end).toMatchObject({ state: 'succeeded', step: { result: { up: false } } });
    }
    expect(host.calls()).toHaveLength(4);
  });

  it.each(['compose-stop', 'unit-kill'])('%s is told within seconds where the look hangs', async (action) => {
    looks('exec sleep 300');
    const startedAt = performance.now();
    expect(await ran(action)).toMatchObject(STOPPED);
    expect(performance.now() - startedAt).toBeLessThan(9_000);
  });

  it.each(ENDING)('%s is not taken for done where nobody sees anything afterwards either', async (action) => {
    looks('exit 137', '');
    const view = await ran(action);
    expect(host.calls()).toHaveLength(1);
    expect(view.step?.state).not.toBe('succeeded');
    expect(view.step?.reason).toContain('was told, and nobody could look what came of it');
    expect(view.state).toBe(action.endsWith('kill') ? 'unknown' : 'failed');
    expect(view.step?.outcome ?? IN_DOUBT).toBe(IN_DOUBT);
  });

  it.each(['unit-down', 'compose-down'])('%s is not known where the look is cut off', async (action) => {
    looks('exit 137', '');
    expect(await ran(action)).toMatchObject({
      state: 'failed',
      step: { reason: expect.stringContaining('was ended by SIGKILL') as string },
    });
  });
});

describe('what the compose file says', () => {
  const FILES: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    ['another one beside it', { 'compose.yaml': '' }, 'which of them is read depends on'],
    ['a mark of a merge', { 'docker-compose.yml': MERGE }, 'docker-compose.yml'],
    ['COMPOSE_FILE', { '.env': 'COMPOSE_FILE=other.yml\n' }, 'names other compose files'],
    ['another service', { 'docker-compose.yml': 'services:\n  wep: { image: a }\n' }, 'No service web'],
  ];

  it.each(FILES)('keeps no stop back and no plan of one: %s', async (_, files, why) => {
    const before = await planned('compose-stop');
    for (const [name, text] of Object.entries(files)) host.put(name, text);
    expect(planDigest(await planned('compose-stop'))).toBe(planDigest(before));
    await expect(planned('compose-start')).rejects.toMatchObject({ refusal: { code: 'plan.service' } });
    for (const verb of ['stop', 'kill']) {
      host.containers(UP);
      const view = await ran(`compose-${verb}`);
      expect(view).toMatchObject(STOPPED);
      expect(view.output).toContain('Its compose files are not clear, and were not asked before.');
      expect(view.output).toContain(why);
    }
    expect(host.calls()).toEqual(['docker compose stop web', 'docker compose kill web']);
    expect(await ran('compose-down')).toMatchObject({ state: 'succeeded' });
  });

  it('is the true reason where compose itself refuses to go by it', async () => {
    host.compose(MERGE);
    host.on('stop', 'echo "yaml: line 1: mapping values are not allowed in this context" >&2; exit 15');
    const view = await ran('compose-stop');
    expect(view).toMatchObject({
      state: 'failed',
      step: { reason: expect.stringContaining('mapping values are not allowed') as string },
    });
    expect(view.output).toContain('Its compose files are not clear');
  });

  it('leaves it unknown whether anything runs, where it is not clear and no container is listed', async () => {
    host.containers();
    expect(await ran('compose-stop')).toMatchObject({ state: 'succeeded' });
    host.put('compose.yaml', 'name: other\nservices:\n  web: { image: a }\n');
    const listed = 'no container of web is listed, and nobody knows whether it is the one that was meant';
    for (const action of ['compose-stop', 'compose-kill', 'compose-down']) {
      const { state, step } = await ran(action);
      expect(state).toBe(action === 'compose-kill' ? 'unknown' : 'failed');
      expect(step?.reason).toContain(listed);
    }
  });

  it('keeps no stop back where it changes between the plan and the step, and that is told', async () => {
    for (const verb of ['stop', 'kill', 'down']) {
      const view = await carriedOut(await planned(`compose-${verb}`), () =>
        host.compose(`${COMPOSE}# pulled ${verb}\n`),
      );
      expect(view.state).toBe('succeeded');
      expect(view.output).toContain('docker-compose.yml was changed after this was asked for');
    }
  });

  it('is said on the card not to be asked before a stop', async () => {
    const [, section] = describePlan(await planned('compose-stop'), stepKinds);
    expect(section?.lines).toContain('whatever its compose file says then');
    expect(section?.lines.join('\n')).not.toContain('only as it is now');
  });
});

describe('the program with which it is told', () => {
  it('is the one that was planned: another one is no stop', async () => {
    const view = await carriedOut(await planned('compose-stop'), () =>
      host.put(join('bin', 'docker'), '#!/bin/sh\nexit 0\n'),
    );
    expect(view).toMatchObject({
      state: 'failed',
      step: { reason: expect.stringContaining('was changed since this was planned') as string },
    });
  });
});
