import { globSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allStepsOf } from '../../../../src/runbook/definition/construct/sequence.ts';
import { inclusionOf } from '../../../../src/runbook/definition/construct/step.ts';
import { loadRunbook } from '../../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';

const FOLDER = 'runbooks/upgrade';
const ROLES = ['on-call', 'sre', 'security-lead', 'multisig-members'];
const { runbook, problems, warnings } = loadRunbook(FOLDER, stepKinds, { roles: ROLES });
const actions = runbook?.actions ?? {};
const text = (action: string) => JSON.stringify(actions[action]?.steps.map(({ written }) => written));
const included = (action: string) => actions[action]?.steps.map((step) => inclusionOf(step)?.action);
const kinds = (action: string) => actions[action]?.steps.map(({ kind }) => kind);

describe('the upgrade runbook', () => {
  it('is valid, roles included, and leaves nothing open but slots', () => {
    expect(problems).toEqual([]);
    expect(warnings?.().filter(({ message }) => !message.includes('the slot'))).toEqual([]);
  });

  it('marks as assumed whatever its notes call assumed', () => {
    const unmarked: string[] = [];
    const walk = (value: unknown, place: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const { notes, assumed } = value as { notes?: unknown; assumed?: unknown };
      const says =
        Array.isArray(notes) && notes.some((note) => /\b(is|are) assumed\b|^Assumed\b/.test(String(note)));
      if (says && assumed !== true) unmarked.push(place);
      for (const [key, inner] of Object.entries(value)) walk(inner, `${place}.${key}`);
    };
    walk(runbook, 'upgrade');
    expect(unmarked).toEqual([]);
  });

  it('takes no key and no path to one from chat, and sends none', () => {
    const all = Object.keys(actions).map(text).join('\n');
    expect(all).not.toMatch(/keypair_path/);
    expect(text('proposal/execute')).toContain('"json":{}');
    expect(text('program/keygen')).toContain('"--no-bip39-passphrase","--silent"');
    expect(actions['program/keygen']?.steps[1]).toMatchObject({ kept: [] });
  });

  it('deploys around the multisig only while that does not hold the authority', () => {
    const { steps = [] } = actions['program/first-deploy'] ?? {};
    const deploys = steps.findIndex(({ written }) => JSON.stringify(written).includes('"deploy"'));
    const compares = steps.findIndex(({ kind }) => kind === 'assert');
    expect(compares).toBeLessThan(deploys);
    expect(compares).toBeGreaterThan(0);
  });

  it('looks for signatures and timelock, has a second person look at the chain, and keeps what runs before it executes', () => {
    expect(actions['proposal/execute']).toMatchObject({ risk: 'critical', approval: 'execution' });
    expect(included('proposal/execute')?.slice(0, 4)).toEqual([
      'timelock/over',
      'proposal/explored',
      'program/keep',
      undefined,
    ]);
    expect(text('proposal/explored')).toContain('"notRequester":true');
    expect(runbook?.limits.timelock?.min).toBe(48);
    expect(runbook?.limits.signatures?.min).toBe(3);
  });

  it('ends a timelock early only with a waiver, five signatures, a word to users and all five members', () => {
    expect(runbook?.vars.timelockWaiver?.default).toBe('off');
    expect(actions['emergency/execute-early']).toMatchObject({ risk: 'critical', approval: 'waiver' });
    expect(runbook?.policies.waiver?.groups).toMatchObject([{ of: ['multisig-members'], quorum: 5 }]);
    expect(kinds('emergency/execute-early')?.slice(-6)).toEqual([
      'assert',
      'include',
      'include',
      'notify',
      'confirm',
      'http',
    ]);
    expect(text('emergency/execute-early')).toContain('emergency/explored');
  });

  it('proposes no buffer before its content and its holder were compared', () => {
    for (const [id, look] of [
      ['proposal/create', 'buffer/check'],
      ['emergency/propose', 'buffer/same'],
    ] as const) {
      const { steps = [] } = actions[id] ?? {};
      const at = (what: string) => steps.findIndex(({ written }) => JSON.stringify(written).includes(what));
      expect(at(look), id).toBeGreaterThanOrEqual(0);
      expect(at(look), id).toBeLessThan(at('propose_upgrade.sh'));
    }
  });

  it('gives every tool its cluster, and has no address of its own for the service', () => {
    const scripts = globSync(`${FOLDER}/scripts/*`).flatMap((file) => readFileSync(file, 'utf8').split('\n'));
    const steps = Object.values(actions).flatMap((action) =>
      allStepsOf(action).map(({ step }) => JSON.stringify(step.written)),
    );
    const asks = /\bsolana[ ,"]+(program|block-time|confirm|logs|transaction)|\banchor[ ,"]+(deploy|run|idl)/;
    const knows = /--url|--provider[.]cluster/;
    expect([...scripts, ...steps].filter((one) => asks.test(one) && !knows.test(one))).toEqual([]);
    expect(runbook?.vars.api?.default).toBeUndefined();
  });

  it('says that nothing is halted where nothing was', () => {
    expect(JSON.stringify(actions['emergency/halt']?.onFailure)).toContain('NOT known to be halted');
    expect(JSON.stringify(runbook?.slots['halt-system'])).toContain('press Not done');
  });

  it('proposes what was reviewed alone', () => {
    expect(actions['proposal/create']?.params.commit?.from).toMatchObject({ action: 'audit/review' });
    expect(text('proposal/create')).toContain('"equals":"{{ params.commit }}"');
  });

  it('lets two migrations never take the same accounts', () => {
    for (const id of ['migration/start', 'migration/retry'])
      expect(included(id)?.[0], id).toBe('migration/none-runs');
  });

  it('breaks the glass to stop alone', () => {
    const glass = Object.values(actions).filter(({ breakGlass }) => breakGlass !== undefined);
    expect(glass.map(({ id }) => id).sort()).toEqual(['emergency/halt', 'key/revoke', 'migration/pause']);
    expect(glass.every(({ reduces }) => reduces === 'risk')).toBe(true);
  });

  it('gives way to a key that was revoked wherever a plan that was made before counts signatures', () => {
    const counts = (id: string): boolean =>
      text(id).includes('vars.ignoredKeys') ||
      (included(id) ?? []).some((inner) => inner !== undefined && counts(inner));
    const counting = Object.values(actions).filter(
      ({ id, internal, risk }) => !internal && risk !== 'read' && counts(id),
    );
    expect(Object.fromEntries(counting.map(({ id, givesWayTo }) => [id, givesWayTo]))).toEqual({
      'proposal/await-approvals': ['key/revoke'],
      'timelock/await': ['key/revoke'],
      'proposal/announce': ['key/revoke'],
      'proposal/execute': ['key/revoke'],
      'emergency/fast-track': ['key/revoke'],
      'emergency/execute-early': ['key/revoke'],
    });
  });

  it('revokes the key also of somebody who was taken out of the members first', () => {
    expect(actions['key/revoke']?.params.member).toMatchObject({ type: 'person', beneficiary: true });
    expect(actions['key/revoke']?.params.member?.of).toBeUndefined();
  });

  it('says in a channel that an emergency failed, and calls those who go on', () => {
    for (const { id, breakGlass, onFailure } of Object.values(actions))
      if (breakGlass !== undefined) {
        const said = JSON.stringify(onFailure?.map(({ written }) => written));
        expect(said, id).toContain('"severity":"danger"');
        expect(said, id).toContain('"calls":[');
      }
  });

  it('calls the members where it asks them to sign', () => {
    const asking = Object.values(actions).flatMap(({ id, steps }) =>
      steps.flatMap(({ kind, written }) => {
        const { text: said = '', calls } = written as { text?: string; calls?: unknown };
        return kind === 'notify' && /sign (?:it|on)/.test(said) ? [[id, calls]] : [];
      }),
    );
    const members = ['multisig-members'];
    expect(Object.fromEntries(asking)).toEqual({
      'proposal/await-approvals': members,
      'proposal/create': members,
      'proposal/notify': members,
      'emergency/propose': members,
      'emergency/fast-track': members,
    });
  });

  it('takes the job of a migration from whichever began the newest', () => {
    for (const id of ['migration/progress', 'migration/watch', 'migration/pause', 'migration/resume'])
      expect(actions[id]?.params.job?.from, id).toMatchObject({
        action: 'migration/start',
        or: ['migration/retry'],
      });
  });

  it('changes each of the four settings with a look before, a restart behind it and a way back', () => {
    for (const id of ['database-url', 'rpc-url', 'program-id', 'payer']) {
      const action = actions[`settings/${id}`];
      expect(text(`settings/${id}`), id).toContain('backend/.env');
      expect(kinds(`settings/${id}`), id).toEqual([expect.any(String), 'setting', 'include']);
      expect(JSON.stringify(action?.onFailure), id).toContain('"restore":"change"');
      // A change that was refused leaves the service as it runs.
      expect(
        action?.onFailure?.every(({ when }) => JSON.stringify(when)?.includes('steps.change.state')),
        id,
      ).toBe(true);
    }
  });

  it('keeps its programs as files, and writes no query into a command that a step can ask', () => {
    const long = Object.values(actions).flatMap(({ id, steps }) =>
      steps.flatMap(({ written }) => {
        const found = /"run":\["bash","-c","((?:[^"\\]|\\.)*)"/.exec(JSON.stringify(written));
        return found !== null && (found[1]?.length ?? 0) > 160 ? [id] : [];
      }),
    );
    expect(long).toEqual([]);
    for (const id of ['migration/validate', 'database/connections', 'database/tables', 'database/exists']) {
      expect(kinds(id), id).toContain('sql');
      expect(text(id), id).not.toContain('psql');
    }
  });

  it('deletes what was listed, never a tagged version, and only after fresh backups', () => {
    expect(actions['backup/prune']?.requires).toMatchObject([{ action: 'backup/check' }]);
    expect(actions['backup/prune']?.params.files?.pattern).toMatch(/^\(program_2\|build_2\|db_2\)/);
  });

  it('has five members in its directory, all of whom an installation must name', () => {
    const members = Object.entries(runbook?.contacts ?? {}).filter(([id]) => id.startsWith('member-'));
    expect(members).toHaveLength(5);
    expect(members.every(([, { placeholder }]) => placeholder === true)).toBe(true);
  });

  it('has no file that is too long to find something in', () => {
    const lengths = readdirSync(FOLDER)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => readFileSync(`${FOLDER}/${name}`, 'utf8').split('\n').length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(400);
  });
});
