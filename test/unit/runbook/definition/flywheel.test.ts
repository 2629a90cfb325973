import { describe, expect, it } from 'vitest';
import { loadRunbook } from '../../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';

const ROLES = ['on-call', 'sre', 'security-lead'];
const { runbook, problems, warnings } = loadRunbook('runbooks/flywheel', stepKinds, { roles: ROLES });
/** Parts of what starts the service: whatever includes one of them gives way as it does. */
const STARTS = ['service/create-anew', 'service/run-anew', 'service/start-again'];
const text = (action: string) =>
  JSON.stringify(runbook?.actions[action]?.steps.map(({ written }) => written));

describe('the flywheel runbook', () => {
  it('is valid, roles included, and leaves nothing open', () => {
    expect(problems).toEqual([]);
    expect(warnings?.()).toEqual([]);
  });

  it('marks as assumed whatever its notes call assumed', () => {
    const unmarked: string[] = [];
    const walk = (value: unknown, place: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const { notes, assumed } = value as { notes?: unknown; assumed?: unknown };
      const says = Array.isArray(notes) && notes.some((note) => /\bassumed\b/.test(String(note)));
      if (says && assumed !== true) unmarked.push(place);
      for (const [key, inner] of Object.entries(value)) walk(inner, `${place}.${key}`);
    };
    walk(runbook, 'flywheel');
    expect(unmarked).toEqual([]);
  });

  it('edits no settings with a text editor of streams, and never prints a seed phrase', () => {
    const written = Object.keys(runbook?.actions ?? {})
      .map(text)
      .join('\n');
    expect(written).not.toMatch(/sed["', ]+-i/);
    expect(text('executor/generate')).toContain('"--no-bip39-passphrase","--silent"');
    const made = runbook?.actions['executor/generate']?.steps.find(({ id }) => id === 'made');
    expect(made).toMatchObject({ kept: [] });
  });

  it('moves funds only to a key of ours, and by two people', () => {
    for (const id of ['wallet/move-tokens', 'wallet/move-sol', 'executor/fund']) {
      const action = runbook?.actions[id];
      expect(action).toMatchObject({ risk: 'critical', approval: 'two-people' });
      expect(text(id)).toContain('wallet/is-ours');
    }
  });

  it('writes settings by steps that a failure puts back, and looks at what the container runs with', () => {
    const changes = Object.entries(runbook?.actions ?? {}).filter(([id]) => text(id).includes('"set":{'));
    expect(changes.map(([id]) => id).sort()).toEqual([
      'ads/mode',
      'ads/mode-api',
      'budget/set',
      'executor/use',
      'fees/set-collector',
      'interval/set',
      'rpc/use-backup',
      'rpc/use-main',
      'scheduler/pause',
      'scheduler/resume',
      'slippage/back',
      'slippage/set',
      'strategy/set',
      'webhook/use-secret',
    ]);
    for (const [id, { onFailure }] of changes) {
      expect(JSON.stringify(onFailure?.map(({ written }) => written)), id).toContain('"restore":"change"');
      // What the executor signs with is looked at once the service is started.
      const looks = /settings\/count|holds-secret\.sh|executor\/address/;
      expect(text(id), id).toMatch(looks);
    }
  });

  it('has two people loosen what bounds a buyback, and one tighten it', () => {
    for (const id of ['slippage/set', 'slippage/back', 'budget/set']) {
      expect(runbook?.actions[id]?.approval).toMatchObject({
        looser: 'higher',
        loosens: 'two-people',
        tightens: 'one-other',
      });
    }
  });

  it('creates the container anew where settings changed, and restarts it only where they did not', () => {
    for (const id of ['service/recreate', 'settings/count', 'upgrade/deploy', 'upgrade/roll-back'])
      expect(text(id), id).toContain('service/create-anew');
    for (const id of ['service/restart', 'breaker/reset-by-restart'])
      expect(text(id), id).toContain('service/start-again');
    expect(text('service/create-anew')).toContain('"recreate":true');
    expect(text('service/start-again')).not.toContain('"recreate":true');
  });

  it('looks right before and right after each start whether an emergency stop holds, also where that failed', () => {
    const isStart = /"(?:re)?start":"x-coin/;
    const starts = Object.keys(runbook?.actions ?? {}).filter((id) => isStart.test(text(id) ?? ''));
    expect(starts.sort()).toEqual([...STARTS, 'service/start'].sort());
    for (const id of starts) {
      const { steps = [], onFailure = [] } = runbook?.actions[id] ?? {};
      const written = steps.map((step) => JSON.stringify(step.written));
      const at = written.findIndex((step) => isStart.test(step));
      expect(written[at - 1], id).toMatch(/service\/not-held|held\.sh/);
      // It is itself a part of ways down, which go on whatever became of it: they look behind it.
      if (id === 'service/run-anew') continue;
      expect(written[at + 1], id).toMatch(/service\/still-wanted/);
      expect(JSON.stringify(onFailure.map((step) => step.written)), id).toContain('service/stop-where-held');
    }
    const ways = Object.values(runbook?.actions ?? {}).map(({ onFailure = [] }) =>
      onFailure.map(({ written }) => JSON.stringify(written)),
    );
    const again = ways.filter((way) => way.some((step) => step.includes('service/run-anew')));
    expect(again).toHaveLength(13);
    for (const way of again) {
      const at = way.findIndex((step) => step.includes('service/run-anew'));
      expect(way[at + 1]).toContain('service/stop-where-held');
    }
    for (const [id, { onFailure = [], always = [] }] of Object.entries(runbook?.actions ?? {})) {
      const down = JSON.stringify([...onFailure, ...always].map(({ written }) => written));
      expect(down, id).not.toMatch(/"(?:re)?start":|docker-compose/);
    }
  });

  it('lets whatever starts the service give way to an emergency stop that began after it was asked for', () => {
    const stops = ['emergency/stop', 'emergency/kill'];
    for (const id of STARTS) expect(runbook?.actions[id]?.givesWayTo, id).toEqual(stops);
    for (const id of ['epoch/once', 'epoch/trigger'])
      expect(runbook?.actions[id]?.givesWayTo, id).toEqual(stops);
    // What starts it again is the only one that takes the stop back.
    expect(runbook?.actions['service/start']?.undoes).toEqual(stops);
    const starting = (id: string) => STARTS.some((start) => (text(id) ?? '').includes(`"action":"${start}"`));
    expect(
      Object.keys(runbook?.actions ?? {})
        .filter(starting)
        .sort(),
    ).toEqual([
      'breaker/reset-by-restart',
      'service/recreate',
      'service/restart',
      'settings/count',
      'upgrade/deploy',
      'upgrade/roll-back',
    ]);
  });

  it('names neither of the two programs that compose may be', () => {
    const written = Object.keys(runbook?.actions ?? {}).map(text);
    expect(written.join('\n')).not.toContain('docker-compose');
  });

  it('stops before anything else in an emergency, and once more behind its mark', () => {
    for (const id of ['emergency/stop', 'emergency/kill']) {
      const { steps = [], onFailure = [] } = runbook?.actions[id] ?? {};
      const [first, ...others] = steps.map(({ written }) => JSON.stringify(written));
      expect(first, id).toMatch(/"(?:stop|kill)":"x-coin/);
      const mark = others.findIndex((step) => step.includes('hold.sh'));
      const again = others.findIndex((step) => step.includes('"stop":"x-coin'));
      expect(mark, id).toBe(0);
      expect(again, id).toBeGreaterThan(mark);
      expect(JSON.stringify(onFailure[0]?.written), id).toContain('"stop":"x-coin');
    }
  });

  it('offers to stop first in every emergency', () => {
    expect(runbook?.procedures['wallet-compromised']?.steps[0]).toMatchObject({ action: 'emergency/stop' });
    for (const id of ['emergency/stop', 'emergency/kill']) {
      expect(runbook?.actions[id]).toMatchObject({ reduces: 'risk', breakGlass: 'stop-first' });
    }
  });
});
