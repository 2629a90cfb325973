import { describe, expect, it } from 'vitest';
import { foundBy } from '../../../src/knowledge/entry.ts';
import { itemsOf, SECTIONS } from '../../../src/knowledge/sections.ts';
import { actionRef } from '../../../src/runbook/definition/runbook.ts';
import { fiveSystems } from './five-systems.ts';

describe('what the five runbooks say', () => {
  const { runbooks, entries } = fiveSystems();
  const entry = (ref: string) => {
    const found = entries.find((one) => one.ref === ref);
    if (found === undefined) throw new Error(`there is no ${ref}`);
    return found;
  };

  it('has an entry for each item of each collection, with the lines that it cites', () => {
    expect(runbooks).toHaveLength(5);
    for (const runbook of runbooks)
      for (const collection of Object.keys(SECTIONS) as (keyof typeof SECTIONS)[])
        for (const [id, item] of Object.entries(itemsOf(runbook, collection))) {
          const { source, title } = entry(`${runbook.id}:${collection}/${id}`);
          expect(title).not.toBe('');
          expect(source).toBe('source' in item ? (item.source ?? '') : '');
        }
  });

  it('leads only to actions and entries that there are', () => {
    const known = new Set([
      ...entries.map(({ ref }) => ref),
      ...runbooks.flatMap(({ id, actions }) => Object.keys(actions).map((name) => actionRef(id, name))),
    ]);
    const led = entries.flatMap(({ actions, related }) => [...actions, ...related]);
    expect(led.filter((ref) => !known.has(ref))).toEqual([]);
    expect(led.length).toBeGreaterThan(300);
  });

  it('gives each entry a name of its own, short enough for every platform', () => {
    const refs = entries.map(({ ref }) => ref);
    expect(new Set(refs).size).toBe(refs.length);
    expect(refs.filter((ref) => ref.length > 100)).toEqual([]);
  });

  it('tells an address that only some roles may see to no search', () => {
    const { restricted, ...open } = entry('quant:contacts/primary');
    expect(restricted).toEqual({
      of: ['on-call', 'sre', 'security-lead'],
      fields: [
        { label: 'E-mail', value: 'oncall@example.com' },
        { label: 'Phone', value: '+1-555-0100' },
      ],
    });
    expect(JSON.stringify([open, foundBy(entry('quant:contacts/primary'))])).not.toMatch(/oncall@|0100/);
  });

  it.each([
    ['twist:contacts/orca', 'DEX issues, bd@orca.so', [], []],
    ['twist:facts/multisig', '3-of-5 Squads Protocol wallet', [], []],
    [
      'twist:backups/snapshots',
      'State of the program in S3, every 6 h',
      ['twist:maintenance/verify-backups', 'twist:recovery/restore'],
      [],
    ],
    ['twist:changelog/rules', 'Every operational change is logged.', ['twist:changelog/add'], []],
  ])('answers %s in a line, with what belongs to it', (ref, brief, actions, related) => {
    expect(entry(ref)).toMatchObject({ brief, actions, related });
  });
});
