import { describe, expect, it } from 'vitest';
import { loadRunbook } from '../../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';

const { runbook: twist } = loadRunbook('runbooks/twist', stepKinds);
if (twist === undefined) throw new Error('the runbook is not valid');
const { actions, alerts, backups, checklists, contacts, escalations, facts } = twist;
const { policies, procedures, schedules, severities } = twist;
const HOUR = 3_600_000;

const written = (action: string): string =>
  JSON.stringify(actions[action]?.steps.map((step) => step.written));
const checksOf = (action: string) =>
  (actions[action]?.steps ?? []).flatMap(
    (step) => (step.written as { readonly checks?: readonly { readonly label: string }[] }).checks ?? [],
  );
/** The words of all commands, but for the language of a script that the runbook keeps. */
const commands = Object.values(actions).flatMap(({ steps }) =>
  steps.flatMap(({ kind, written }) => {
    const { run = [] } = written as { readonly run?: readonly string[] };
    return kind === 'script' ? run.slice(1) : run;
  }),
);

describe('where the document of TWIST contradicts itself or is silent', () => {
  it('compares the market with the floor twice: 3% is advice, the ratio decides', () => {
    const checks = checksOf('health/economic');
    expect(checks).toContainEqual(
      expect.objectContaining({ label: expect.stringContaining('% apart'), advisory: true }),
    );
    expect(checks).toContainEqual(expect.not.objectContaining({ label: 'Price ratio', advisory: true }));
  });

  it('has two scripts for a pause and one check that everything is paused', () => {
    expect(written('emergency/pause-all')).toContain('EMERGENCY-PAUSE-ALL.sh');
    expect(written('recovery/pause')).toContain('/pause-all.sh');
    for (const one of ['emergency/pause-all', 'recovery/pause'])
      expect(written(one)).toMatch(
        /api\/overview".*"\$\.operations\.paused":true,"\$\.units\.twist-decay\.active":false/,
      );
  });

  it('keeps both scripts for oracles, and shows both in the incident', () => {
    const asked = procedures['oracle-failure']?.steps.map(({ action }) => action);
    expect(asked).toEqual(expect.arrayContaining(['oracles/failure-check', 'health/oracles']));
  });

  it('reads the end of the cooldown from the breaker, and resets nothing without one', () => {
    const end = checksOf('circuit-breaker/resettable').find(({ label }) => label === 'End of the cooldown');
    expect(end).toMatchObject({ past: true });
    expect(end).not.toHaveProperty('orNull');
  });

  it('knows the severities by both of their names', () => {
    const aliases = Object.fromEntries(Object.entries(severities).map(([id, one]) => [id, one.aliases]));
    expect(aliases).toEqual({ p0: ['CRITICAL'], p1: ['HIGH', 'MEDIUM-HIGH'], p2: ['MEDIUM'], p3: ['LOW'] });
    expect(Object.values(severities).every(({ assumed }) => assumed)).toBe(true);
  });

  it('calls the security lead after whoever is on call when the breaker trips, and the CTO in working hours', () => {
    expect(escalations['circuit-breaker']?.levels.map(({ contact }) => contact)).toEqual([
      'on-call',
      'security-lead',
      'cto',
    ]);
    expect(procedures['circuit-breaker']?.escalation).toBe('circuit-breaker');
    expect(escalations.matrix?.levels.find(({ contact }) => contact === 'cto')?.availability).toBe(
      'business-hours',
    );
  });

  it('has a place for the oracle provider that has no contact, and says of every gap that it is one', () => {
    const gaps = [
      'tech-lead',
      'security-lead',
      'cto',
      'ceo',
      'solana-rpc',
      'third-oracle',
      'aws',
      'security-firm',
    ];
    for (const one of gaps) expect(contacts[one]?.placeholder, one).toBe(true);
  });

  it('leaves what has no command to two people with evidence', () => {
    expect(Object.keys(twist.slots)).toEqual(expect.arrayContaining(['trip-breaker', 'execute-upgrade']));
    const deploy = procedures['liquidity-crisis']?.steps.find(({ id }) => id === 'deploy');
    expect(deploy).toMatchObject({ evidence: 'required', twoPeople: true, of: ['multisig-members'] });
  });

  it('reminds of the stricter rotation of the bot wallets, from the last one, and shows the contradiction', () => {
    expect(schedules['bot-wallets']).toMatchObject({ afterCompletion: 7 * 86_400_000, assumed: true });
    const item = checklists['security-weekly']?.items.find(({ id }) => id === 'rotate-bot-keys');
    expect(item?.notes?.join(' ')).toContain('monthly');
  });

  it('wants a penetration test each quarter, though it stands in the monthly list', () => {
    const item = checklists['security-monthly']?.items.find(({ id }) => id === 'pentest');
    expect(item).toMatchObject({ due: 'quarterly' });
  });

  it('says of each schedule without a time in the document that its time is assumed', () => {
    for (const one of ['monthly', 'access-review', 'compliance', 'bot-wallets'])
      expect(schedules[one]?.assumed, one).toBe(true);
    for (const one of ['morning', 'evening', 'weekly', 'decay'])
      expect(schedules[one]?.assumed, one).not.toBe(true);
  });

  it('works the monthly list off after the weekly one of the same Sunday, which is the first', () => {
    expect(schedules.monthly).toMatchObject({ cron: '0 10 * * 0#1', onlyAfter: 'weekly' });
  });

  it('calls it an incident of its own when the breaker should have tripped and did not', () => {
    expect(alerts['breaker-did-not-trip']).toMatchObject({ severity: 'p0' });
  });

  it('asks people where the document gives no number', () => {
    const asked = checklists.morning?.items
      .filter(({ confirm }) => confirm !== undefined)
      .map(({ id }) => id);
    expect(asked).toEqual(['treasury-balances', 'staking-apys', 'oracle-confidence', 'unusual-activity']);
  });

  it('says of the documents that came without their files that they did, and of the review that it is overdue', () => {
    for (const one of ['recovery-playbook', 'troubleshooting-guide'])
      expect(facts[one]?.notes).toEqual(['The file was not supplied with the source.']);
    expect(schedules.review?.notes?.join()).toContain('overdue');
  });

  it('wants the post-mortem within two days of the resolution', () => {
    const step = procedures.response?.steps.find(({ id }) => id === 'post-mortem');
    expect(step).toMatchObject({ dueAfterResolution: 48 * 3_600_000 });
  });

  it('starts no shell, and nothing that follows a log without an end', () => {
    expect(commands.filter((word) => ['sh', 'bash', '-f', '--follow', 'watch'].includes(word))).toEqual([]);
  });

  it('takes a unit that does not run for an answer and not for a fault', () => {
    for (const unit of ['decay/status', 'buyback/service', 'arbitrage/status']) {
      expect(written(unit)).toMatch(/"status":"twist-\w+"/);
      expect(written(unit)).not.toContain('"expect"');
      expect(actions[unit]?.outcomes.down).toMatchObject({ severity: 'warning' });
    }
  });

  it('takes backups, endpoints and people from lists and not as text', () => {
    expect(actions['recovery/restore']?.params.timestamp?.type).toBe('pick');
    expect(actions['rpc/switch']?.params.endpoint?.type).toBe('choice');
    expect(actions['changelog/add']?.params.approver?.type).toBe('person');
  });

  it('has lost nothing of the signs in its messages', () => {
    expect(JSON.stringify(twist)).not.toMatch(/ðŸ|âœ|â†/);
    expect(twist.templates.initial?.text).toContain('🚨');
  });
});

describe('what the document of TWIST demands of whoever carries it out', () => {
  it('lets three of five decide, a day before the treasury moves and two before the program changes', () => {
    const three = { groups: [{ of: ['multisig-members'], quorum: 3 }], veto: ['security-lead'] };
    expect(policies.treasury).toMatchObject({ ...three, timelock: 24 * HOUR });
    expect(policies.multisig).toMatchObject({ ...three, timelock: 48 * HOUR });
    expect(facts['treasury-access']?.value).toContain('24 h');
  });

  it('recovers in the order of the document, and what is done by hand needs proof', () => {
    const steps = procedures['full-recovery']?.steps ?? [];
    expect(steps.map(({ id }) => id)).toEqual(['keys', 'program', 'oracles', 'liquidity', 'bots', 'users']);
    const byHand = steps.filter(({ manual }) => manual !== undefined);
    expect(byHand.map(({ evidence }) => evidence)).toEqual(['required', 'required', 'required']);
    expect(steps.find(({ id }) => id === 'program')?.procedure).toBe('program-corruption');
  });

  it('keeps a snapshot each six hours, logs without a pause and monitoring data for thirty days', () => {
    expect(backups.snapshots).toMatchObject({ every: 6 * HOUR, warnAfter: 6 * HOUR, alertAfter: 7 * HOUR });
    expect(backups.snapshots?.verifiedBy).toBe('maintenance/verify-backups');
    expect(backups['transaction-logs']).toMatchObject({ continuous: true });
    expect(backups['monitoring-data']).toMatchObject({ retention: 30 * 24 * HOUR });
    expect(checksOf('maintenance/verify-backups')).toContainEqual(expect.objectContaining({ max: 6 }));
  });

  it('looks whether the failover acted before anybody switches by hand', () => {
    const [first, second] = procedures['rpc-failure']?.steps ?? [];
    expect(first?.action).toBe('rpc/test');
    expect(second).toMatchObject({ action: 'rpc/switch', onlyIf: { step: 'failover', is: 'failed' } });
  });
});
