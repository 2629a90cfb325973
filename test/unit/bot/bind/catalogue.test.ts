import { describe, expect, it } from 'vitest';
import { bindCatalogue } from '../../../../src/bot/bind/catalogue.ts';
import type { Param } from '../../../../src/runbook/definition/construct/param.ts';
import type { Registry } from '../../../../src/runbook/definition/registry.ts';

function paramAsSeen(param: Partial<Param> & Pick<Param, 'type'>) {
  const action = {
    id: 'act',
    title: 'Act',
    source: '',
    keywords: [],
    requires: [],
    undoes: [],
    givesWayTo: [],
    risk: 'low',
    params: { p: { description: 'P', ...param } },
  };
  const runbook = {
    ...{ id: 'demo', policies: {}, breakGlass: {}, actions: { act: action } },
    ...{ procedures: {}, decisions: {}, checklists: {}, troubleshooting: {} },
  };
  const registry = { action: () => ({ runbook, action }) } as unknown as Registry;
  return bindCatalogue(
    registry,
    new Map(),
    () => ({}),
    () => [],
  ).find('demo:act')?.params[0];
}

describe('a parameter as forms see it', () => {
  it.each<[Param['default'], string]>([
    [{ $exact: '1.10' }, '1.10'],
    [{ $exact: '9007199254740993' }, '9007199254740993'],
    [5, '5'],
    [false, 'false'],
    ['of old', 'of old'],
  ])('has the default %j as a person would type it', (given, shown) => {
    expect(paramAsSeen({ type: 'text', default: given })?.default).toBe(shown);
  });

  it('may be left empty where the definition says so, and not for having a default', () => {
    expect(paramAsSeen({ type: 'text', required: false, default: 'x' })?.required).toBe(false);
    expect(paramAsSeen({ type: 'text', default: 'x' })?.required).toBe(true);
  });
});
