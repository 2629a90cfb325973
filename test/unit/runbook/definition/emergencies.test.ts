import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Action } from '../../../../src/runbook/definition/construct/action.ts';
import { loadRunbook } from '../../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';

interface Told {
  readonly channel?: string;
  readonly severity?: string;
  readonly calls?: readonly string[];
  readonly text: string;
}
interface Probed {
  readonly probe?: { readonly run: readonly string[]; readonly exits: Readonly<Record<string, string>> };
}

const SYSTEMS = ['quant', 'twist', 'flywheel'];
const actionsOf = (system: string): readonly Action[] =>
  Object.values(loadRunbook(`runbooks/${system}`, stepKinds).runbook?.actions ?? {});
const noticesIn = (steps: Action['steps'] = []) =>
  steps.filter(({ kind }) => kind === 'notify').map(({ written }) => written as Told);
/** What one person starts alone, because it only stops. */
const emergencies = SYSTEMS.flatMap((system) =>
  actionsOf(system)
    .filter(({ breakGlass, internal }) => breakGlass !== undefined && !internal)
    .map((action) => ({ name: `${system}:${action.id}`, action })),
);

describe('what the runbooks tell of an emergency', () => {
  it.each(SYSTEMS)('calls somebody wherever it is a danger: %s', (system) => {
    const dangers = actionsOf(system)
      .flatMap(({ steps, onFailure, always }) =>
        [steps, onFailure, always].flatMap((list) => noticesIn(list)),
      )
      .filter(({ severity }) => severity === 'danger');
    expect(dangers.length).toBeGreaterThan(0);
    expect(dangers.filter(({ calls = [] }) => calls.length === 0).map(({ text }) => text)).toEqual([]);
  });

  it.each(emergencies)('says that it failed, and calls whoever goes on: $name', ({ action }) => {
    const told = noticesIn(action.onFailure).filter(({ severity }) => severity === 'danger');
    expect(told).not.toEqual([]);
    for (const { calls = [], text } of told) {
      expect(calls).toContain('security-lead');
      expect(text).toMatch(/NOT|goes on/);
    }
  });
});

describe('the probe of an emergency', () => {
  let host: string;
  beforeEach(() => {
    host = mkdtempSync(join(tmpdir(), 'keyturn-probe-'));
  });
  afterEach(() => rmSync(host, { recursive: true }));

  function program(path: string, body: string): void {
    const file = join(host, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/bash\n${body}\n`);
    chmodSync(file, 0o755);
  }

  const probed = emergencies.flatMap(({ name, action }) =>
    action.steps.flatMap(({ written }) => {
      const { probe } = written as Probed;
      return probe === undefined ? [] : [{ name, probe }];
    }),
  );
  const says = (body: string, { run, exits }: NonNullable<Probed['probe']>) => {
    program('bin/curl', body);
    for (const script of ['EMERGENCY-PAUSE-ALL.sh', 'pause-all.sh'])
      program(`scripts/emergency/${script}`, body);
    const [file = '', ...argv] = run;
    const env = { ...process.env, PATH: `${join(host, 'bin')}:${process.env.PATH}` };
    return exits[String(spawnSync(file, argv, { cwd: host, env }).status)];
  };
  const prints = (value: unknown) => `echo '${JSON.stringify(value)}'`;

  it('is there where a program of the system stops something', () => {
    expect(probed.map(({ name }) => name)).toEqual([
      'quant:emergency/shutdown',
      'twist:emergency/pause-all',
      'twist:recovery/pause',
    ]);
  });

  it.each(probed)('takes anything but a yes for a no, so that nobody is waited for: $name', ({ probe }) => {
    const noes = [
      'exit 52',
      'exit 35',
      'kill -9 $$',
      'true',
      'echo "<html>"',
      prints({}),
      prints([]),
      prints({ emergency_shutdown: true, system: 'another' }),
      prints({ paused: true }),
      prints({ paused: true, units: { 'twist-decay': 'inactive', 'twist-buyback': 'active' } }),
    ];
    for (const no of noes) expect(says(no, probe), no).toBe('not-done');
  });

  it.each(probed)('knows a yes: $name', ({ probe }) => {
    const yes = {
      system: 'quant-arbitrage',
      emergency_shutdown: true,
      paused: true,
      units: { 'twist-decay': 'inactive' },
    };
    expect(says(prints(yes), probe)).toBe('done');
  });
});
