import type { PlanInput } from '../../../../src/runbook/plan/make-plan.ts';
import type { Plan } from '../../../../src/runbook/plan/plan.ts';
import { demo, runbookOf } from '../definition/folder.ts';
import { plan } from '../plan/example.ts';

/** A part with parameters, results and a way down, included twice by an action that has its own. */
export const MOVE = `  move:
    title: Move a queue
    source: L1
    internal: true
    risk: high
    lock: demo/queue
    cooldown: 10m
    requires: [{ action: look, within: 15m }]
    params:
      queue: { type: identifier, description: Which one }
      most: { type: integer, description: How many at most, default: 5, max: 9 }
    steps:
      - { id: before, title: Look at it, http: { get: "{{ vars.shop }}/queues/{{ params.queue }}" } }
      - { id: move, shell: { run: [move.sh, "--most={{ params.most }}"], exits: { "3": empty } }, effect: idempotent }
      - { id: told, when: { step: move, is: empty }, notify: { text: "Empty: {{ steps.before.body.length }}" } }
    onFailure: [{ id: undo, shell: { run: [undo.sh, "{{ params.queue }}"] }, effect: idempotent }]
    always: [{ id: unlock, shell: { run: [unlock.sh] }, effect: idempotent }]
    gives: { length: "{{ steps.before.body.length }}" }
  look: { title: Look, source: L2, risk: read, steps: [{ shell: { run: [look.sh] }, effect: pure }] }
  both:
    title: Move both queues
    source: L3
    risk: high
    approval: one-sre
    params: { queue: { type: identifier, description: The first } }
    steps:
      - { id: first, title: The first, include: { action: move, with: { queue: "{{ params.queue }}", most: 3 } } }
      - { id: second, when: { value: "{{ steps.first.length }}", above: 7 }, include: { action: move, with: { queue: other } } }
      - { id: said, when: { step: first, is: empty }, notify: { text: "{{ steps.first.length }} were there" } }
    onFailure: [{ id: tell, notify: { text: Not moved } }]
`;
const VARS = 'vars: { shop: { description: Shop, default: "https://shop.example" } }';

/** The plan of an action of such a runbook. */
export function planOf(
  actions: string,
  id: string,
  params: Readonly<Record<string, string>> = {},
  over: Partial<PlanInput> = {},
): Plan {
  const runbook = runbookOf(demo(actions, VARS));
  const action = runbook.actions[id];
  if (action === undefined) throw new Error(`no action ${id}`);
  return plan(params, { runbook, action, ...over });
}
