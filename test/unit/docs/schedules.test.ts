import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadRunbooks } from '../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../src/runbook/steps/kinds.ts';
import { schedulesPage } from '../../support/schedules-page.ts';

const FILE = 'docs/schedules.md';
const COMMAND = 'UPDATE_SCHEDULES=1 npx vitest run test/unit/docs/schedules.test.ts';

it(`the next dates of all runbooks stand in ${FILE} (write it anew with ${COMMAND})`, () => {
  const { runbooks } = loadRunbooks('runbooks', stepKinds);
  const page = schedulesPage(runbooks, new Date('2027-01-01T00:00:00Z'), COMMAND);
  if (process.env.UPDATE_SCHEDULES !== undefined) writeFileSync(FILE, page);
  expect(existsSync(FILE) ? readFileSync(FILE, 'utf8') : '').toBe(page);
});
