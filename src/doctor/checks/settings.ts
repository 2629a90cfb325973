import type { Config } from '../../config/config.ts';
import { type ConfigProblem, formatProblem } from '../../config/problem.ts';
import { type Check, type Diagnosis, ok, orOk, problem, warning } from '../check.ts';

/** The settings that were read, or what is wrong with them. */
export function settingsCheck(result: {
  readonly file: string | null;
  readonly problems: readonly ConfigProblem[];
}): Check {
  return {
    id: 'settings',
    run: () =>
      orOk(
        result.problems.map((one) => problem(formatProblem({ ...one, suggestion: '' }), one.suggestion)),
        result.file === null ? 'There is no keyturn.yaml; defaults hold.' : `${result.file} is valid.`,
      ),
  };
}

/** @param version as `process.versions.node` has it. */
export function nodeCheck(version: string, atLeast = 24): Check {
  return {
    id: 'node',
    run: () => [
      Number.parseInt(version, 10) >= atLeast
        ? ok(`Node ${version}.`)
        : problem(
            `This is Node ${version}; Keyturn needs ${atLeast} or newer.`,
            'Start it with `npm start` or `npx keyturn`, which bring the right one; run `npm ci` without --ignore-scripts.',
          ),
    ],
  };
}

/** Whether anybody can reach Keyturn in chat, and whether what is half configured is meant so. */
export function platformsCheck({ platforms, production, people }: Config): Check {
  const { console, discord, slack } = platforms;
  const chats = discord?.token != null || slack?.workspaces.some((one) => one.botToken !== null) === true;
  return {
    id: 'platforms',
    run() {
      const findings: Diagnosis[] = [];
      if (discord !== null && discord.token === null) {
        findings.push(warning('Discord is in the settings but not connected.', 'Set DISCORD_TOKEN.'));
      }
      if (discord?.token != null && discord.guild === null) {
        findings.push(
          problem('No Discord server is named.', 'Set DISCORD_GUILD_ID or platforms.discord.guild.'),
        );
      }
      for (const { name, botToken } of slack?.workspaces ?? []) {
        if (botToken !== null) continue;
        findings.push(warning(`The Slack workspace '${name}' is not connected.`, 'Set its SLACK_BOT_TOKEN.'));
      }
      if (!chats && console === null) {
        findings.push(
          problem(
            'No chat platform is configured.',
            'Set DISCORD_TOKEN or SLACK_BOT_TOKEN, or add platforms.console.',
          ),
        );
      }
      if (console !== null && production) {
        findings.push(
          warning(
            'The console is on in production: whoever can open it can act as anybody.',
            'Remove platforms.console.',
          ),
        );
      }
      if (people.length === 0) {
        findings.push(
          warning(
            'Nobody is in the settings, so nobody can approve.',
            'Add people and roles to keyturn.yaml.',
          ),
        );
      }
      return orOk(findings, `Configured: ${named({ console, discord, slack }).join(', ')}.`);
    },
  };
}

function named(platforms: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(platforms).flatMap(([name, value]) => (value === null ? [] : [name]));
}
