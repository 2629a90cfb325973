import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isWithin } from '../../../../src/runbook/definition/construct/bound.ts';
import { classify } from '../../../../src/runbook/definition/construct/monitor.ts';
import { loadRunbook } from '../../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';

const FOLDER = 'runbooks/quant';
const ROLES = ['on-call', 'sre', 'security-lead', 'custodians'];
const { runbook, problems, warnings } = loadRunbook(FOLDER, stepKinds, { roles: ROLES });
const written = (action: string) =>
  JSON.stringify(runbook?.actions[action]?.steps.map((step) => step.written));

describe('the runbook of quant arbitrage', () => {
  it('is valid, roles included, and leaves open only what its document names no command for', () => {
    expect(problems).toEqual([]);
    const slots = Object.keys(runbook?.slots ?? {});
    expect((warnings?.() ?? []).map(({ message }) => message)).toHaveLength(slots.length);
  });

  it('has no file of more than 400 lines', () => {
    for (const name of readdirSync(FOLDER).filter((each) => each.endsWith('.yaml'))) {
      expect(readFileSync(`${FOLDER}/${name}`, 'utf8').split('\n').length).toBeLessThan(400);
    }
  });

  it.each([
    ['success-rate', { normal: 81, elevated: 80, warning: 69 }],
    ['success-rate', { elevated: 70 }],
    ['gas-price', { normal: 99, elevated: 100, warning: 151 }],
    ['gas-price', { elevated: 150 }],
    ['pnl-hourly', { normal: 1, elevated: 0, critical: -101 }],
    ['pnl-hourly', { elevated: -100 }],
    ['response-time', { normal: 499, elevated: 500, warning: 2001 }],
    ['response-time', { elevated: 2000 }],
    ['failed-trades', { normal: 4, elevated: 5, warning: 11 }],
    ['failed-trades', { elevated: 10 }],
    ['breaker', { normal: 0, critical: 1 }],
  ])('puts each end of the bands of %s where the document does: %j', (name, values) => {
    const monitor = runbook?.monitors[name];
    if (monitor === undefined) throw new Error(`no monitor ${name}`);
    for (const [band, value] of Object.entries(values)) expect(classify(monitor, value)).toBe(band);
  });

  it.each([
    [0, 2],
    [999.99, 2],
    [1_000, 1],
    [10_000, 1],
    [10_000.01, 0],
  ])('takes a loss of %d USD for a P%d', (loss, level) => {
    const choices = runbook?.decisions['loss-severity']?.choices ?? [];
    const fits = choices.filter(({ when = {} }) => {
      const { above = -Infinity, below = Infinity, min = -Infinity, max = Infinity } = when;
      return loss > Number(above) && loss < Number(below) && loss >= Number(min) && loss <= Number(max);
    });
    expect(fits.map(({ id }) => id)).toEqual([`p${level}`]);
  });

  it.each([
    [500, []],
    [999.99, ['p2']],
    [1_000, ['p1']],
    [10_000, ['p1']],
    [20_000, ['p0']],
  ])('raises for a trade that lost %d USD: %j, of which only P2 pages nobody', (loss, severities) => {
    const raised = Object.values(runbook?.alerts ?? {}).filter(
      ({ when }) => 'metric' in when && when.metric === 'largest-loss' && isWithin(when.is, loss),
    );
    expect(raised.map(({ severity }) => severity)).toEqual(severities);
    const ways = Object.values(runbook?.routes ?? {}).filter(({ severity }) =>
      severities.includes(severity ?? ''),
    );
    const pages = ways.some(({ to }) => to.some(({ via }) => via === 'phone'));
    expect(pages).toBe(severities.some((severity) => severity !== 'p2'));
  });

  it('tells nobody to call a number that its document made up', () => {
    const texts = Object.values(runbook?.actions ?? {}).map(({ steps, onFailure = [] }) =>
      JSON.stringify([...steps, ...onFailure].map((step) => step.written)),
    );
    expect(texts.join('\n')).not.toMatch(/555-01|example\.com/);
    for (const [name, contact] of Object.entries(runbook?.contacts ?? {}))
      expect(contact.placeholder, name).toBe(true);
  });

  it('restarts the trader after a failed change only where something was changed', () => {
    const changes = Object.values(runbook?.actions ?? {}).filter(({ id }) => /^settings\/(?!show)/.test(id));
    expect(changes).toHaveLength(7);
    for (const { id, onFailure = [] } of changes) {
      const guards = onFailure.map((step) => JSON.stringify(step.when));
      expect(
        // What it runs with is looked at only there as well.
        guards.filter((guard) => /steps\.(?:change|former)\.state/.test(guard ?? '')),
        id,
      ).toHaveLength(onFailure.length);
    }
  });

  it('makes no key, and takes neither a key nor the address of a wallet for funds', () => {
    const all = Object.keys(runbook?.actions ?? {})
      .map(written)
      .join('\n');
    expect(all).not.toMatch(/Account\.create|keygen/);
    expect(Object.keys(runbook?.actions['funds/transfer']?.params ?? {})).toEqual(['verified']);
    expect(written('funds/transfer')).toContain('{{ vars.backupWallet }}');
    expect(written('funds/transfer').match(/params\.verified/g)).toHaveLength(1);
  });

  it('breaks the glass only to stop', () => {
    const alone = Object.values(runbook?.actions ?? {}).filter(({ breakGlass }) => breakGlass !== undefined);
    expect(alone.map(({ id }) => id).sort()).toEqual([
      'emergency/shutdown',
      'services/stop',
      'trading/pause',
    ]);
  });

  it('hands what people type to programs as an argument or on their input, and never as a part of one', () => {
    expect(written('trading/pause')).toContain('"json":{"reason":"[{{ run.id }} {{ run.at }}]');
    expect(written('trades/failed')).toContain('"failed","{{ params.last }}"]');
    const all = Object.keys(runbook?.actions ?? {})
      .flatMap(written)
      .join('\n');
    expect(all).not.toMatch(/"-c","[^"]*\{\{ params/);
    expect(all).not.toContain('"python3","-c"');
  });
});
