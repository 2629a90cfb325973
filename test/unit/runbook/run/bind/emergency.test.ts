import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../../../src/canonical.ts';
import type { Plan, PlannedStep } from '../../../../../src/runbook/plan/plan.ts';
import { bindFiles, type NamedFiles } from '../../../../../src/runbook/run/service/bind/bind-files.ts';
import { stepKinds } from '../../../../../src/runbook/steps/kinds.ts';
import { planWith, shellStep } from '../../../../support/planned.ts';

const GLASS = { kind: 'break-glass', policy: {} } as unknown as Json;
const SECRET = 'hunter2-of-the-test';

describe('what an emergency finds on the host while it is planned', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-bind-'));
    await mkdir(join(folder, 'kept'));
    await writeFile(join(folder, 'halt.sh'), '#!/bin/sh\n');
    await chmod(join(folder, 'halt.sh'), 0o755);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const kept = (id: string, name: string): PlannedStep =>
    shellStep(id, ['bash', join(folder, 'kept', name)], {
      kind: 'script',
      spec: { cwd: folder, kept: { folder: join(folder, 'kept'), files: [name] } },
    } as unknown as Partial<PlannedStep>);
  const stop = (id: string): PlannedStep => ({
    ...shellStep(id, []),
    kind: 'service',
    spec: {
      does: 'stop',
      service: 'bot.service',
      of: 'systemd',
      cwd: '/',
      path: [],
      env: {},
      settings: [],
      look: ['systemctl', 'show', 'bot.service'],
      act: ['systemctl', 'stop', 'bot.service'],
      withinMs: 1_000,
      steadyMs: 1_000,
      expect: null,
      matching: null,
    },
  });
  const setting = (id: string): PlannedStep => ({
    ...shellStep(id, []),
    kind: 'setting',
    spec: {
      does: 'set',
      file: join(folder, `${SECRET}.env`),
      format: 'dotenv',
      add: false,
      changes: [{ name: 'on', key: 'ON', to: ['false'], secret: false }],
    },
  });

  function planned(
    steps: readonly PlannedStep[],
    policy: Json,
    named: Partial<NamedFiles> = {},
  ): Promise<Plan> {
    return bindFiles(planWith(steps, { policy }), {
      kinds: stepKinds,
      workdir: folder,
      writable: [folder],
      redact: (text) => text.replaceAll(SECRET, '[secret]'),
      of: () => ({ files: [], writes: [], ...named }),
    });
  }
  const lacking = ({ steps }: Plan) =>
    steps.flatMap(({ id, unready }) => (unready === undefined ? [] : [id]));

  it.each([
    ['a script that the runbook keeps', () => [stop('stop'), kept('gone', 'gone.sh'), stop('again')]],
    ['a file of settings', () => [stop('stop'), setting('gone'), stop('again')]],
  ])('fails the one step that needs %s which is not there, and keeps back no other', async (_what, steps) => {
    const made = await planned(steps(), GLASS);
    expect(lacking(made)).toEqual(['gone']);
    expect(made.steps.map(({ id }) => id)).toEqual(['stop', 'gone', 'again']);
    await expect(planned(steps(), null)).rejects.toThrow();
  });

  it('shows no secret that stands in what was looked for', async () => {
    const [, gone] = (await planned([stop('stop'), setting('gone')], GLASS)).steps;
    expect(JSON.stringify(gone?.unready)).not.toContain(SECRET);
    expect(JSON.stringify(gone?.unready)).toContain('[secret]');
  });

  it('keeps no stop of a service back by what the action names beside it, which other steps go by', async () => {
    const steps = [stop('stop'), shellStep('halt', [join(folder, 'halt.sh')]), stop('again')];
    const named = { files: ['config/*.json'] };
    expect(lacking(await planned(steps, GLASS, named))).toEqual(['halt']);
    await expect(planned(steps, null, named)).rejects.toThrow('no file below');
  });

  it('has each step begun by nobody a second time that fails by that', async () => {
    const again = { ...kept('gone', 'gone.sh'), attempts: 3 };
    const [, gone] = (await planned([stop('stop'), again], GLASS)).steps;
    expect(gone?.attempts).toBe(1);
  });
});
