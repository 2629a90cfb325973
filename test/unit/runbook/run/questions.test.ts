import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runCard } from '../../../../src/bot/cards/run-card.ts';
import { createRegistry } from '../../../../src/runbook/definition/registry.ts';
import { describePlan } from '../../../../src/runbook/plan/describe.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { openTestDatabase } from '../../../support/database.ts';
import { type Execution, openExecution } from '../../../support/execution.ts';

const RUNBOOK = `
runbook: demo
title: Demo
source: demo.txt
actions:
  ask:
    title: Ask
    source: L1
    risk: low
    steps: [{ id: q, title: The count, ask: { question: How many?, fields: [{ name: n, label: Count, type: number }] } }]
  confirm:
    title: Confirm
    source: L2
    risk: low
    steps: [{ id: q, title: The breaker, confirm: { question: Is it open?, evidence: required } }]
  branch:
    title: Branch
    source: L3
    risk: low
    steps: [{ id: q, title: The way, branch: { question: Which?, choices: { left: To the left, right: To the right } } }]
`;

const ANSWERS: Readonly<Record<string, [Readonly<Record<string, string>>, string]>> = {
  ask: [{ n: '12345678901234567891' }, 'n “12345678901234567891”'],
  confirm: [{ choice: 'done', evidence: 'I *saw* it' }, 'Done; evidence “I *saw* it”'],
  branch: [{ choice: 'left' }, 'To the left'],
};

describe('a question for which its author names nobody', () => {
  let folder: string;
  let rig: Execution;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-questions-'));
    mkdirSync(join(folder, 'demo'));
    writeFileSync(join(folder, 'demo', 'runbook.yaml'), RUNBOOK);
    const registry = createRegistry({
      folder,
      kinds: stepKinds,
      onProblem: (problem) => {
        throw new Error(JSON.stringify(problem));
      },
      onReload: () => {},
    });
    const settings = { vars: {}, workdir: folder, operators: { low: ['sre'] } };
    rig = await openExecution(undefined, openTestDatabase, { registry, settings });
  });
  beforeEach(() => {
    rig.people.put('ana', 'sre');
    rig.people.put('ben', 'sre');
    rig.people.put('vera', 'viewer');
  });
  afterAll(async () => {
    await rig.close();
    rmSync(folder, { recursive: true });
  });

  async function asking(kind: string) {
    const asked = { action: `demo:${kind}`, params: {}, requester: 'ana', place: null };
    const proposed = await rig.service.propose(asked);
    if (proposed.kind !== 'running') throw new Error(`it is ${proposed.kind}`);
    await rig.engine.work(proposed.runId);
    expect(await rig.view(proposed.runId)).toMatchObject({ state: 'asking' });
    return proposed.runId;
  }
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'taken',
      (error: { code?: string }) => error.code ?? String(error),
    );
  const card = async (run: string) =>
    JSON.stringify(runCard(await rig.view(run), { name: (id) => `${id}!` }).blocks);

  it.each(Object.keys(ANSWERS))(
    'is answered by nobody whom the action itself is refused to: %s',
    async (kind) => {
      const run = await asking(kind);
      const [answer = {}] = ANSWERS[kind] ?? [];
      expect(await codeOf(rig.service.answer(run, 'q', 'vera', answer))).toBe('run.role-missing');
      expect(await codeOf(rig.service.answer(run, 'q', 'nobody', answer))).toBe('run.not-a-person');
      const since = await rig.db.read((reader) => reader.now());
      rig.people.put('ben', { role: 'sre', since, holdMs: 60_000 });
      expect(await codeOf(rig.service.answer(run, 'q', 'ben', answer))).toBe('run.role-missing');
      expect(await rig.view(run)).toMatchObject({ state: 'asking' });
      rig.people.put('ben', 'sre');
      expect(await codeOf(rig.service.answer(run, 'q', 'ben', answer))).toBe('taken');
    },
  );

  it.each(Object.keys(ANSWERS))(
    'has in its plan who may answer, and on its card who did, when and what: %s',
    async (kind) => {
      const run = await asking(kind);
      const { plan } = await rig.view(run);
      expect(JSON.stringify(describePlan(plan, stepKinds))).toContain('asks sre: ');
      expect(await card(run)).toContain('Waits for sre');
      const [answer = {}, words = ''] = ANSWERS[kind] ?? [];
      await rig.service.answer(run, 'q', 'ben', answer);
      const at = (await rig.view(run)).steps[0]?.answer?.at ?? '';
      await rig.engine.work(run);
      const text = await card(run);
      expect(text).toContain(`ben! answered \\"${plan.steps[0]?.title}\\", `);
      expect(text).toContain(at.slice(11, 16));
      expect(text).toContain(words);
    },
  );
});
