import { type Check, type Diagnosis, ok, orOk, problem } from '../../../doctor/check.ts';
import { createClient, type WebClient } from './client.ts';
import { isStandardEmoji } from './emoji.ts';
import { slackErrorOf, toDeliveryError } from './errors.ts';
import { BOT_SCOPES, REINSTALL } from './manifest.ts';
import type { Log, SlackWorkspaceOptions } from './options.ts';

export interface SlackDoctorOptions {
  readonly workspaces: readonly SlackWorkspaceOptions[];
  readonly apiUrl: string;
  readonly log: Log;
  /** Channels of the settings that are on Slack, with the names that they have there. */
  readonly channels: readonly { readonly name: string; readonly workspace: string; readonly id: string }[];
  /** The emoji of the settings that vote. */
  readonly voting: readonly string[];
}

/** What `keyturn doctor` asks Slack: tokens, scopes, and whether the app is in each channel. Changes nothing. */
export function slackChecks({
  workspaces,
  apiUrl,
  log,
  channels,
  voting,
}: SlackDoctorOptions): readonly Check[] {
  return workspaces.flatMap((workspace) => {
    const client = createClient(workspace.botToken.reveal(), apiUrl, log);
    const id = workspaces.length === 1 ? 'slack' : `slack-${workspace.name}`;
    const mine = channels.filter(({ workspace: team }) => team === workspace.team);
    return [
      { id, run: () => checkTokens(client, workspace, apiUrl, log) },
      { id: `${id}-channels`, run: () => checkChannels(client, mine) },
      { id: `${id}-emoji`, run: () => checkEmoji(client, workspace.name, voting) },
    ];
  });
}

async function checkTokens(
  client: WebClient,
  { name, team, arrival }: SlackWorkspaceOptions,
  apiUrl: string,
  log: Log,
): Promise<readonly Diagnosis[]> {
  const findings: Diagnosis[] = [];
  try {
    const me = await client.auth.test();
    if (team !== null && me.team_id !== team) {
      findings.push(
        problem(
          `The bot token of "${name}" belongs to the workspace ${me.team_id ?? '?'}, not to ${team}.`,
          'Set the token of the right workspace, or correct platforms.slack.workspaces.',
        ),
      );
    }
    const granted = new Set(me.response_metadata?.scopes ?? []);
    const missing = BOT_SCOPES.filter((scope) => !granted.has(scope));
    if (missing.length > 0) {
      findings.push(problem(`The app in "${name}" lacks the scopes ${missing.join(', ')}.`, REINSTALL));
    }
  } catch (error) {
    findings.push(unreachable('bot token (SLACK_BOT_TOKEN)', error));
  }
  if (arrival.type === 'socket')
    findings.push(...(await checkAppToken(arrival.appToken.reveal(), apiUrl, log)));
  return orOk(findings, `Slack accepts what is set for "${name}".`);
}

/** The address that Slack gives for a connection is left unused, and expires. */
async function checkAppToken(token: string, apiUrl: string, log: Log): Promise<readonly Diagnosis[]> {
  try {
    await createClient(token, apiUrl, log).apps.connections.open({});
    return [];
  } catch (error) {
    return [unreachable('app token (SLACK_APP_TOKEN) for Socket Mode', error)];
  }
}

async function checkChannels(
  client: WebClient,
  channels: SlackDoctorOptions['channels'],
): Promise<readonly Diagnosis[]> {
  if (channels.length === 0) return [ok('No channel of the settings is here.')];
  const findings = await Promise.all(channels.map((channel) => checkChannel(client, channel)));
  return orOk(findings.flat(), `The app is in all ${channels.length} channels of the settings.`);
}

async function checkChannel(
  client: WebClient,
  { name, id }: SlackDoctorOptions['channels'][number],
): Promise<readonly Diagnosis[]> {
  const what = `The channel "${name}" (${id})`;
  const invite = 'Open it in Slack and type /invite @Keyturn.';
  try {
    const { channel } = await client.conversations.info({ channel: id });
    if (channel?.is_archived) return [problem(`${what} is archived.`, 'Correct it in keyturn.yaml.')];
    return channel?.is_member ? [] : [problem(`The app is not in the channel "${name}" (${id}).`, invite)];
  } catch (error) {
    if (slackErrorOf(error) === 'channel_not_found') {
      return [
        problem(
          `${what} does not exist, or is private and without the app.`,
          `Correct its id, or: ${invite}`,
        ),
      ];
    }
    return [unreachable(`question about the channel "${name}"`, error)];
  }
}

function unreachable(what: string, error: unknown): Diagnosis {
  const { kind, message } = toDeliveryError(error);
  return kind === 'rejected' || kind === 'shut-out'
    ? problem(`Slack does not accept the ${what}: ${message}`, REINSTALL)
    : problem(`Slack cannot be asked: ${message}`, 'Check the network and SLACK_API_URL.');
}

/** An emoji that this workspace does not have never counts, and nobody would know why. */
async function checkEmoji(
  client: WebClient,
  name: string,
  voting: readonly string[],
): Promise<readonly Diagnosis[]> {
  const strange = voting.filter((emoji) => !isStandardEmoji(emoji));
  if (strange.length === 0) return [ok('Every emoji that votes is one that Slack has.')];
  try {
    const { emoji = {} } = await client.emoji.list();
    const findings = strange
      .filter((one) => emoji[one] === undefined)
      .map((one) =>
        problem(
          `"${one}" votes by the settings, but "${name}" has no such emoji: it will never count there.`,
          'Write a standard emoji (✅), or the name of a custom one of this workspace without colons, under reactions.',
        ),
      );
    return orOk(findings, 'Every emoji that votes is one that the workspace has.');
  } catch (error) {
    return [unreachable('list of custom emoji', error)];
  }
}
