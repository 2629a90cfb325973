import { describe, expect, it } from 'vitest';
import { findEntries, nearestWords, unknownWords } from '../../../src/knowledge/chat/find-entries.ts';
import { fiveSystems } from './five-systems.ts';

describe('words looked up in the five runbooks', () => {
  const { entries } = fiveSystems();
  const best = (text: string, system?: string): readonly string[] =>
    findEntries(entries, text, system)
      .slice(0, 3)
      .map(({ ref }) => ref);

  it.each([
    ['orca', 'twist:contacts/orca'],
    ['pyth contact', 'twist:contacts/pyth'],
    ['squads wallet', 'twist:facts/multisig'],
    ['monitoring dashbord', 'twist:facts/dashboard', 'twist'],
    ['escalation matrix', 'twist:escalations/matrix', 'twist'],
    ['normal gas price', 'quant:limits/gas-price'],
  ])('"%s" finds %s first', (text, ref, system?: string) => {
    expect(best(text, system)[0]).toBe(ref);
  });

  it('finds nothing of another system where one is named', () => {
    const found = findEntries(entries, 'escalation', 'quant');
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found.map(({ system }) => system))).toEqual(new Set(['quant']));
  });

  it('says which words nothing has, where something has the others', () => {
    expect(unknownWords(entries, 'orca frobnication')).toEqual(['frobnication']);
    expect(unknownWords(entries, 'orca')).toEqual([]);
  });

  it('finds nothing for what nobody wrote, and knows the nearest words', () => {
    expect(findEntries(entries, 'swichbord')).toEqual([]);
    expect(nearestWords(entries, 'swichbord')).toContain('switchboard');
    expect(nearestWords(entries, 'xqzvkjw')).toEqual([]);
  });
});
