import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { allCommands } from '../../../../../src/app/features.ts';
import { loadOptions } from '../../../../../src/app/registry.ts';
import { writtenPolicy } from '../../../../../src/approval/policy.ts';
import { BOT_SCOPES } from '../../../../../src/bot/platforms/slack/manifest.ts';
import { endpointOf } from '../../../../../src/bot/platforms/slack/options.ts';
import { parseConfig } from '../../../../../src/config/parse.ts';
import { VARIABLE_NAMES } from '../../../../../src/config/schema/environment.ts';
import { projectRoot } from '../../../../../src/files/project-root.ts';
import { loadRunbooks } from '../../../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../../../src/runbook/steps/kinds.ts';

/** keyturn.yaml, as far as the guide changes it. */
type Written = Record<'people' | 'channels' | 'platforms', object>;

const guide = readFileSync(join(projectRoot, 'docs', 'connect-slack.md'), 'utf8');
const sources = ['src/bot', 'src/commands', 'src/cli', 'src/cli.ts']
  .flatMap((path) =>
    path.endsWith('.ts')
      ? [path]
      : readdirSync(join(projectRoot, path), { recursive: true, encoding: 'utf8' })
          .filter((file) => file.endsWith('.ts'))
          .map((file) => `${path}/${file}`),
  )
  .map((path) => readFileSync(join(projectRoot, path), 'utf8'))
  .join('\n');

describe('docs/connect-slack.md', () => {
  it('names commands that exist', async () => {
    const { runbooks } = loadRunbooks(join(projectRoot, 'runbooks'), stepKinds);
    const shortcuts = runbooks.flatMap((runbook) =>
      Object.values(runbook.actions).flatMap(({ shortcut }) =>
        shortcut === undefined ? [] : [`${runbook.id} ${shortcut}`],
      ),
    );
    const known = new Set([...(await allCommands()).map(({ path }) => path.join(' ')), ...shortcuts]);
    const typed = [...guide.matchAll(/`\/(ops|twist) ([a-z-]+)[^`]*`/g)].map(
      ([, root, word]) => `${root} ${word}`,
    );
    expect(typed.length).toBeGreaterThan(2);
    for (const command of typed.filter((one) => one !== 'ops failed'))
      expect([...known].filter((path) => `${path} `.startsWith(`${command} `))).not.toEqual([]);
  });

  it('names variables, commands of the program, endpoints and buttons that exist', () => {
    for (const [variable] of guide.matchAll(/\b(SLACK_[A-Z_]+|HTTP_ADDR)\b/g))
      expect(VARIABLE_NAMES).toContain(variable);
    for (const [, command] of guide.matchAll(/npx keyturn ([a-z]+)/g))
      expect(sources).toContain(`.command('${command}')`);
    expect(guide).toContain(endpointOf('main', true));
    expect(guide).toContain(endpointOf('<name>', false));
    for (const label of ['Approve', 'Log']) {
      expect(guide).toContain(`**${label}**`);
      expect(sources).toContain(`draftButton('${label}'`);
    }
  });

  it('shows settings that are taken, with which the runbook serves', async () => {
    const excerpt = parse(/```yaml\n([\s\S]*?)```/.exec(guide)?.[1] ?? '') as Written;
    const demo = parse(
      readFileSync(join(projectRoot, 'examples', 'demo', 'keyturn.yaml'), 'utf8'),
    ) as Written;
    const written = {
      ...demo,
      platforms: excerpt.platforms,
      people: { ...demo.people, ...excerpt.people },
      channels: { ...demo.channels, ...excerpt.channels },
    };
    const env = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };
    const file = join(projectRoot, 'examples', 'demo', 'slack.yaml');
    const read = parseConfig({
      text: stringify(written),
      env,
      file,
      cwd: projectRoot,
      policy: writtenPolicy,
    });
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    expect(loadRunbooks(read.config.runbooks, stepKinds, loadOptions(read.config)).problems).toEqual([]);
  });

  it('names the scopes that opening channels needs', () => {
    for (const scope of ['channels:manage', 'groups:write', 'pins:write', 'bookmarks:write']) {
      expect(guide).toContain(`\`${scope}\``);
      expect(BOT_SCOPES).toContain(scope);
    }
  });

  it('quotes only what is really said', () => {
    for (const said of [
      'Slack does not accept the bot token of the workspace',
      'a request that claims to come from Slack was refused',
      'Keyturn does not know who you are.',
      'The form could not be opened.',
      'The app lacks the scope',
    ]) {
      expect(guide).toContain(said);
      expect(sources).toContain(said);
    }
  });
});
