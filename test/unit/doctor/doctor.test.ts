import { describe, expect, it } from 'vitest';
import { ok, problem, warning } from '../../../src/doctor/check.ts';
import { formatReport, runDoctor } from '../../../src/doctor/doctor.ts';
import { OpsError } from '../../../src/errors.ts';

describe('the doctor', () => {
  it('runs every check, counts what they found, and is healthy without a problem', async () => {
    const report = await runDoctor([
      { id: 'a', run: () => [ok('Fine.')] },
      { id: 'longer', run: async () => [warning('So so.', 'Do this.')] },
    ]);
    expect(report).toMatchObject({ counts: { ok: 1, warning: 1, problem: 0 }, healthy: true });
    expect(formatReport(report)).toBe(
      '✓ a       Fine.\n! longer  So so.\n          → Do this.\n\n1 ok, 1 to improve, 0 to mend',
    );
  });

  it('reports what a check throws, and goes on', async () => {
    const refusal = { code: 'x', what: 'No folder.', why: 'It is a file.', next: 'Use another.' };
    const report = await runDoctor([
      {
        id: 'refused',
        run: () => {
          throw new OpsError(refusal);
        },
      },
      { id: 'bug', run: () => Promise.reject(new Error('boom')) },
      { id: 'fine', run: () => [ok('Fine.')] },
    ]);
    expect(report.healthy).toBe(false);
    expect(report.checks.map((check) => check.findings[0])).toEqual([
      problem('No folder. It is a file.', 'Use another.'),
      problem('The check itself failed: boom.', 'Please report this.'),
      ok('Fine.'),
    ]);
  });

  it('does not wait for ever', async () => {
    const report = await runDoctor([{ id: 'slow', run: () => new Promise(() => {}) }], 20);
    expect(report.checks[0]?.findings[0]?.says).toContain('did not end within');
  });
});
