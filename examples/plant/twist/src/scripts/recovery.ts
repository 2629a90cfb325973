import { backupTimes, isDamaged } from '../backups.ts';
import { hasFault } from '../faults.ts';
import { isFullyPaused, resumeEverything } from '../pause.ts';
import { EXIT, type Script, ScriptFailure, type Scripts } from '../script.ts';
import type { PlantState } from '../state.ts';

const resume: Script = {
  summary: 'Resumes the program and the bots that the pause stopped. --status: exit 0 running, 1 not.',
  flags: { status: {} },
  run: async (call) => {
    if (call.flag('status') === undefined) await resumeEverything(call);
    const { operations } = call.plant.read();
    const running = !operations.paused && operations.stoppedUnits.length === 0;
    return { output: { resumed: running, ...operations }, code: running ? EXIT.done : EXIT.failed };
  },
};

const verifyState: Script = {
  summary: 'Looks for anything that was left half done. Exit 0 consistent, 1 not.',
  run: ({ plant }) => {
    const state = plant.read();
    const checks = integrityChecks(state);
    const verified = checks.every(({ ok }) => ok);
    const output = { verified, fully_paused: isFullyPaused(state), checks };
    return { output, code: verified ? EXIT.done : EXIT.failed };
  },
};

function integrityChecks(state: PlantState) {
  const { breaker, operations, decay, program } = state;
  const halfPaused = operations.paused ? !isFullyPaused(state) : operations.stoppedUnits.length > 0;
  return [
    { name: 'no breaker reset died halfway', ok: breaker.resetStartedAt === null },
    { name: 'no pause or resume died halfway', ok: !halfPaused },
    { name: 'no decay died halfway', ok: decay.startedAt === null },
    { name: 'no restore died halfway', ok: program.restoreStartedAt === null },
    { name: 'accounts match the ledger', ok: !hasFault(state, 'corrupt-program') },
  ];
}

const assessProgram: Script = {
  summary: 'Prints a damage report of the on-chain program.',
  run: ({ plant }) => {
    const state = plant.read();
    const damaged = integrityChecks(state).filter(({ ok }) => !ok);
    return {
      output: {
        program: 'twist-token',
        version: state.program.version,
        accounts_checked: 1_846,
        accounts_damaged: damaged.length,
        findings: damaged.map(({ name }) => `not true: ${name}`),
      },
    };
  },
};

const restoreProgram: Script = {
  summary:
    'Restores the program from a backup while operations are paused. --status: exit 0 restored, 1 not.',
  flags: { timestamp: { value: '<backup-time>', required: true }, status: {} },
  run: async (call) => {
    const { plant, progress } = call;
    const timestamp = call.text('timestamp');
    if (call.flag('status') !== undefined) {
      const { program } = plant.read();
      const restored = program.restoreStartedAt === null && program.restoredFrom === timestamp;
      return { output: program, code: restored ? EXIT.done : EXIT.failed };
    }
    plant.change((state, { now }) => {
      const known = backupTimes(state, now);
      if (!known.includes(timestamp)) {
        throw new ScriptFailure(
          EXIT.badValue,
          `no backup of ${timestamp}; the newest are ${known.slice(0, 4).join(', ')}`,
        );
      }
      if (isDamaged(state, timestamp, now)) {
        throw new ScriptFailure(EXIT.badValue, `not restored: the backup of ${timestamp} is damaged`);
      }
      if (!state.operations.paused)
        throw new ScriptFailure(EXIT.blocked, 'not restored: pause operations first');
      state.program.restoreStartedAt = now.toISOString();
    });
    await progress('accounts written');
    call.halfway();
    plant.change((state, { effect }) => {
      state.program = { ...state.program, restoredFrom: timestamp, restoreStartedAt: null };
      state.faults = state.faults.filter((fault) => fault !== 'corrupt-program');
      effect('program.restore', { timestamp });
    });
    await progress('program restored');
    return { output: plant.read().program };
  },
};

export const scripts: Scripts = {
  'resume-operations': resume,
  'verify-state': verifyState,
  'assess-program': assessProgram,
  'restore-program': restoreProgram,
};
