import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chosenSystems, linkRunbooks, onlyChosen } from '../../../../src/cli/demo/chosen.ts';
import { readSettings } from '../../../../src/cli/settings.ts';
import type { Config } from '../../../../src/config/config.ts';
import { projectRoot } from '../../../../src/files/project-root.ts';

let home: string;
let config: Config;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'keyturn-demo-'));
  const result = await readSettings({
    KEYTURN_CONFIG: join(projectRoot, 'examples', 'demo', 'keyturn.yaml'),
    KEYTURN_HOME: home,
  });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  config = result.config;
});
afterAll(() => rmSync(home, { recursive: true }));

describe('the systems of the demo', () => {
  it('are the first one unless somebody names others, or all', () => {
    expect(chosenSystems([], config)).toEqual(['twist']);
    expect(chosenSystems(['flywheel'], config)).toEqual(['flywheel']);
    expect(chosenSystems(['all'], config)).toEqual(Object.keys(config.systems));
    expect(() => chosenSystems(['swamp'], config)).toThrow("There is no simulated system 'swamp'");
  });

  it('serve their runbooks and have their channels, and nothing of the others', () => {
    const runbooks = linkRunbooks(config, ['flywheel']);
    expect(readdirSync(runbooks)).toEqual(['flywheel']);
    expect(realpathSync(join(runbooks, 'flywheel'))).toBe(join(projectRoot, 'runbooks', 'flywheel'));
    const flywheel = onlyChosen(config, ['flywheel'], runbooks);
    expect(Object.keys(flywheel.systems)).toEqual(['flywheel']);
    expect(Object.keys(flywheel.channels)).toEqual(['ops-flywheel', 'incident-response']);
    const twist = onlyChosen(config, ['twist'], linkRunbooks(config, ['twist']));
    expect(Object.keys(twist.channels)).toEqual([
      'ops-twist',
      'alerts-twist',
      'eng-twist',
      'incident-response',
    ]);
    expect(readdirSync(twist.runbooks)).toEqual(['twist']);
  });

  it('open the console where their story is played', () => {
    for (const system of Object.keys(config.systems)) {
      const chosen = onlyChosen(config, [system], linkRunbooks(config, [system]));
      expect(Object.keys(chosen.channels)[0]).toBe(chosen.systems[system]?.channel);
    }
  });
});
