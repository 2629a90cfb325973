import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadRunbook } from '../../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';

const FOLDER = 'runbooks/tokenforge';
const ROLES = ['on-call', 'sre', 'security-lead', 'multisig-members'];
const { runbook, problems, warnings } = loadRunbook(FOLDER, stepKinds, { roles: ROLES });
const actions = runbook?.actions ?? {};
const text = (action: string) => JSON.stringify(actions[action]?.steps.map(({ written }) => written));

describe('the TokenForge runbook', () => {
  it('is valid, roles included, and leaves nothing open but slots', () => {
    expect(problems).toEqual([]);
    expect(warnings?.().filter(({ message }) => !message.includes('the slot'))).toEqual([]);
  });

  it('says of each slot that its document names no command, or that it is the way back', () => {
    for (const [name, slot] of Object.entries(runbook?.slots ?? {})) {
      expect(slot.notes?.join(' '), name).toMatch(
        /names no|names neither|names none|does not exist|illustration|shows/,
      );
    }
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
    walk(runbook, 'tokenforge');
    expect(unmarked).toEqual([]);
  });

  it('uses no option that the tools of its vendors refuse', () => {
    const all = Object.keys(actions).map(text).join('\n');
    expect(all).not.toMatch(/"--since"|"--error"|"convex","deploy","--prod"/);
    const reader = readFileSync(`${FOLDER}/scripts/read_log.py`, 'utf8');
    expect(reader).toContain('"convex", "logs", "--prod"');
    expect(reader).not.toMatch(/--since|--error|"-f"/);
  });

  it('says in a channel that an emergency failed, and calls those who go on', () => {
    for (const { id, breakGlass, onFailure } of Object.values(actions))
      if (breakGlass !== undefined) {
        const said = JSON.stringify(onFailure?.map(({ written }) => written));
        expect(said, id).toContain('"severity":"danger"');
        expect(said, id).toContain('"calls":[');
      }
  });

  it('breaks the glass to stop and to close, and wants two people for each way back', () => {
    const glass = Object.values(actions).filter(({ breakGlass }) => breakGlass !== undefined);
    expect(glass.map(({ id }) => id).sort()).toEqual([
      'access/close',
      'breach/isolate',
      'breach/revoke',
      'contracts/pause',
      'emergency-mode/enable',
      'writes/stop',
    ]);
    for (const id of [
      'access/open',
      'emergency-mode/disable',
      'writes/allow',
      'funds/move',
      'database/restore',
    ]) {
      expect(actions[id], id).toMatchObject({ risk: 'critical', approval: 'two-people' });
    }
  });

  it('looks from outside at what came of every flag and of the pause', () => {
    for (const { id, steps } of Object.values(actions)) {
      const slot = steps.findIndex(({ kind }) => kind === 'slot');
      if (slot === -1) continue;
      const looks = steps.slice(slot + 1).map(({ kind }) => kind);
      expect(
        looks.some((kind) => ['http', 'shell', 'confirm', 'include'].includes(kind)),
        id,
      ).toBe(true);
    }
    expect(text('contracts/pause')).toContain('0x5c975abb');
  });

  it('changes settings by what shows old and new, within bounds, and puts them back when the API does not take them', () => {
    for (const id of ['rpc/switch-ethereum', 'rpc/switch-bsc', 'rpc/switch-solana', 'gas/set']) {
      const kinds = actions[id]?.steps.map(({ kind }) => kind);
      expect(kinds?.slice(-2), id).toEqual(['setting', 'script']);
      expect(JSON.stringify(actions[id]?.onFailure?.map(({ written }) => written)), id).toContain('restore');
    }
    for (const [name, { min, max }] of Object.entries({
      maxFee: { min: 1, max: 300 },
      priorityFee: { min: 0, max: '{{ params.maxFee }}' },
    })) {
      expect(actions['gas/set']?.params[name]).toMatchObject({ type: 'number', min, max });
    }
    const { pattern } = actions['gas/set']?.params.priorityFee ?? {};
    const given = ['0', '2', '2.5', '20', '20.0', '20.1', '21', '100'];
    expect(given.filter((each) => new RegExp(`^(?:${pattern})$`).test(each))).toEqual(given.slice(0, 5));
    expect(text('gas/set')).toContain('"type":"number","min":0,"max":20');
  });

  it('rolls the website back only when neither Vercel nor DNS nor the certificate are the cause', () => {
    expect(actions['site/rollback']?.requires).toMatchObject([
      { action: 'site/triage', within: 30 * 60_000 },
    ]);
    expect(text('site/rollback')).toContain('"rollback","status"');
  });

  it('changes dependencies on a branch of staging, and breaking ones by two people', () => {
    for (const id of ['deps/update', 'security/fix', 'security/fix-breaking']) {
      expect(text(id), id).toContain('deps/branch');
      expect(text(id), id).not.toContain('vars.recovery');
    }
    expect(actions['security/fix-breaking']).toMatchObject({ risk: 'critical', approval: 'two-people' });
    const scheduled = JSON.stringify([runbook?.schedules, runbook?.checklists]);
    expect(scheduled).not.toContain('security/fix-breaking');
  });

  it('takes the secure wallet from the settings, and only as it was verified', () => {
    expect(Object.keys(actions['funds/move']?.params ?? {})).toEqual(['verified']);
    expect(text('funds/move')).not.toMatch(/\["?\{\{ params\.verified/);
    expect(actions['funds/move']?.requires).toMatchObject([{ action: 'secure-wallet/verify' }]);
  });

  it('stops things before it calls, isolates and revokes, and waits for no answer before', () => {
    const order = runbook?.procedures['security-breach']?.steps.map(({ id }) => id);
    expect(order).toEqual(['pause', 'access', 'mode', 'alert', 'answered', 'isolate', 'revoke', 'broadcast']);
  });

  it('counts funds at risk as critical, and tracks a restore of the database apart from the 30 minutes', () => {
    expect(runbook?.procedures['financial-emergency']?.severity?.level).toBe('p0');
    const full = JSON.stringify(runbook?.procedures['full-recovery']?.steps);
    expect(full).not.toContain('database');
    expect(runbook?.limits.rto?.max).toBe('30m');
  });

  it('has no file that is too long to find something in', () => {
    const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.includes('.'),
    );
    const lengths = files.map((name) => readFileSync(`${FOLDER}/${name}`, 'utf8').split('\n').length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(400);
  });
});
