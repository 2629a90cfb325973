import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AppWorld, startApp } from '../support/app/app.ts';

/** A part that takes a snapshot and looks at it, and an action that asks for two keys and includes it. */
const ACTIONS = `
  snapshot/part:
    title: Take a snapshot
    source: L20
    internal: true
    risk: high
    approval: one-sre
    lock: lab/snapshot
    steps:
      - { id: take, title: Take the snapshot, shell: { run: [scripts/emergency/snapshot-state.sh], parse: json }, effect: idempotent, timeout: 1m }
      - { title: It holds something, assert: { checks: [{ label: Bytes, value: "{{ steps.take.json.bytes }}", min: "{{ limits.snapshot.min }}" }] } }
    gives: { bytes: "{{ steps.take.json.bytes }}" }
  snapshot/announced:
    title: Snapshot that is announced
    source: L21
    risk: critical
    approval: two-keys
    steps:
      - { id: made, title: First, include: { action: snapshot/part } }
      - { title: Say it, notify: { channel: eng-twist, text: "A snapshot of {{ steps.made.bytes }} bytes" } }
limits:
  snapshot: { title: Bytes of a snapshot, source: L22, min: 1 }
`;

describe('an action that includes another', () => {
  let world: AppWorld;
  beforeAll(async () => {
    world = await startApp();
    const lab = join(world.runbooks, 'lab', 'runbook.yaml');
    writeFileSync(lab, `${readFileSync(lab, 'utf8').trimEnd()}${ACTIONS}`);
    const { runbooks } = await world.reload();
    expect(runbooks.problems).toEqual([]);
  });
  afterAll(() => world.close());

  it('shows every step that will run, is approved by whom both want, and runs them once', async () => {
    const before = world.effects('snapshot.create');
    await world.as('ana').command('/ops run', { action: 'lab:snapshot/announced' });
    const card = await world.as('ben').sees('Approval needed: Snapshot that is announced');
    await world.as('ben').click(card, 'Details');
    const { text } = await world.as('ben').sees('Details: Snapshot that is announced');
    for (const line of [
      'First: Take the snapshot',
      'snapshot-state.sh',
      'Includes Take a snapshot (lab:snapshot/part) as made',
      'limits.snapshot.min = 1 (Bytes of a snapshot)',
      'One run at a time holds: lab/snapshot',
    ])
      expect(text).toContain(line);
    await world.as('ben').click(card, 'Approve');
    await world.as('ivan').reads(card, 'Ben Okafor approved');
    expect(world.effects('snapshot.create')).toBe(before);
    await world.as('emil').click(card, 'Approve');
    await world.as('ivan').reads(card, 'Carried out');
    expect(world.effects('snapshot.create') - before).toBe(1);
    await world.as('ivan').sees('A snapshot of ', 'eng-twist');
  });

  it('is not run by itself, nor offered, where it is only a part', async () => {
    await world.as('ana').command('/ops run', { action: 'lab:snapshot/part' });
    await world.as('ana').sees('is a part of other actions');
  });
});
