import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRunbook } from '../../../src/coverage/runbook.ts';
import { loadRunbooks } from '../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../src/runbook/steps/kinds.ts';
import { exercisedIn } from '../../support/coverage/exercised.ts';
import { coveragePage } from '../../support/coverage/page.ts';

const COMMAND = 'UPDATE_COVERAGE=1 npx vitest run test/unit/coverage/systems.test.ts';
const systems = readdirSync(new URL('./documents/', import.meta.url)).map((name) =>
  name.replace('.lines', ''),
);
const { runbooks } = loadRunbooks('runbooks', stepKinds);

describe.each(systems)('what became of the document of %s', (id) => {
  const runbook = runbooks.find((one) => one.id === id);
  if (runbook === undefined) throw new Error(`the runbook of ${id} is not sound`);
  const file = `docs/coverage/${id}.md`;
  const page = coveragePage(runbook, readRunbook(`runbooks/${id}`, stepKinds), exercisedIn(runbook), COMMAND);

  it(`stands in ${file} (write it anew with ${COMMAND})`, () => {
    if (process.env.UPDATE_COVERAGE !== undefined) writeFileSync(file, page);
    expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(page);
  });
});
