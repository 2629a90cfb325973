import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bindCatalogue } from '../../../../src/bot/bind/catalogue.ts';
import { findActions } from '../../../../src/commands/search.ts';
import { projectRoot } from '../../../../src/files/project-root.ts';
import { createRegistry } from '../../../../src/runbook/definition/registry.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';

const registry = createRegistry({
  folder: join(projectRoot, 'runbooks'),
  kinds: stepKinds,
  onProblem: () => {},
  onReload: () => {},
});
const actions = bindCatalogue(
  registry,
  stepKinds,
  () => ({}),
  () => [],
).actions();

/** What somebody who looks for a word in one system is shown, best first. */
const found = (system: string, text: string): readonly string[] =>
  findActions(actions, text, { isSeen: ({ runbook }) => runbook === system }).map(({ what }) =>
    what.ref.slice(system.length + 1),
  );

describe('what somebody types at night', () => {
  it.each([
    ['upgrade', 'rollback', ['emergency/write-buffer', 'emergency/propose']],
    ['upgrade', 'roll back', ['emergency/write-buffer', 'emergency/propose']],
    ['upgrade', 'roll back a bug', ['emergency/propose']],
    ['upgrade', 'migration stuck', ['migration/progress', 'migration/pause']],
    ['upgrade', 'kill', ['emergency/halt']],
    ['tokenforge', 'hacked', ['contracts/pause', 'access/close', 'breach/isolate']],
    ['tokenforge', 'outage', ['health/site']],
    ['tokenforge', 'breach', ['breach/isolate', 'contracts/pause']],
    ['quant', 'theft', ['funds/transfer', 'key/revoke']],
    ['quant', 'stolen key', ['key/revoke']],
    ['upgrade', 'stolen key', ['key/revoke']],
    ['flywheel', 'kill', ['emergency/kill']],
    ['twist', 'hacked', ['emergency/pause-all']],
  ])('in %s leads from "%s" to what it means', (system, text, wanted) => {
    const first = found(system, text).slice(0, 8);
    expect(first).toEqual(expect.arrayContaining(wanted));
  });

  it.each([
    ['tokenforge', 'hacked', /^backend/],
    ['tokenforge', 'breach', /monitoring|^reach/],
    ['upgrade', 'kill', /fill/],
  ])('in %s does not take "%s" for a word that looks like it', (system, text, unwanted) => {
    expect(found(system, text).filter((id) => unwanted.test(id))).toEqual([]);
  });
});
