import { setTimeout as sleep } from 'node:timers/promises';
import { HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import type { ChatPlatform, Receiver } from '../../chat/port.ts';
import { createBoltApp, type Handlers } from './bolt-app.ts';
import { createKeeper, type WorkspaceKeeper } from './channel-keeper/keeper.ts';
import { clientOptions, createClient } from './client.ts';
import { createGroups } from './groups.ts';
import type { Route } from './http/server.ts';
import { createIdentity } from './identity.ts';
import { type Arrivals, createArrivals } from './inbound/arrivals.ts';
import { userChange } from './inbound/payloads.ts';
import { boltLogger } from './log.ts';
import { createMembers } from './members.ts';
import type { SlackOptions, SlackWorkspaceOptions } from './options.ts';
import { createPosts, type Posts } from './posts.ts';
import { reactionsOn } from './reactions.ts';
import { keepConnected } from './socket.ts';

/** One workspace: its own app, token and members. */
export interface Workspace extends Posts, Required<Pick<ChatPlatform, 'reactions' | 'rolesOf' | 'recall'>> {
  /** As keyturn.yaml calls it. */
  readonly name: string;
  readonly channels: WorkspaceKeeper;
  /** Null until Slack said it, unless keyturn.yaml does. */
  readonly team: () => string | null;
  /** Where its deliveries arrive over HTTP; undefined in Socket Mode. */
  readonly route: Route | undefined;
  /** What keeps it from its work, in sentences. */
  problems(): readonly string[];
  start(receiver: Receiver): Promise<void>;
  /** Takes nothing more, and waits for what is under way. */
  stop(): Promise<void>;
}

/** How long a stop waits for what is being done. */
const STOP_MS = 10_000;

export function createWorkspace(
  settings: SlackWorkspaceOptions,
  path: string,
  options: SlackOptions,
): Workspace {
  const { clock, apiUrl } = options;
  const log = options.log;
  const client = createClient(settings.botToken.reveal(), apiUrl, log);
  const identity = createIdentity(client, settings, log);
  const members = createMembers(client, () => identity.get().team, clock);
  const groups = createGroups(client, clock);
  const underWay = new Set<Promise<unknown>>();
  let arrivals: Arrivals | undefined;
  let missed = async (): Promise<void> => {};

  function tracked<T>(work: Promise<T>): Promise<T> {
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  }

  function started(): Arrivals {
    if (arrivals === undefined) throw new Error('the workspace has not been started');
    return arrivals;
  }

  const handlers: Handlers = {
    command: (body, ack) => tracked(started().command(body, ack)),
    click: (body, ack) => tracked(started().click(body, ack)),
    submission: (body, answer) => tracked(started().submission(body, answer)),
    suggestions: (body) => tracked(started().suggestions(body)),
    async event(body) {
      const type = (body as { event?: { type?: string } }).event?.type ?? '';
      if (type === 'user_change') members.forget(userChange.parse(body).event.user.id);
      else if (type.startsWith('subteam_')) groups.forget();
      else await tracked(started().reaction(body));
    },
  };

  const receiver = createReceiver(settings, path, options);
  createBoltApp({
    receiver,
    handlers,
    log,
    token: () => settings.botToken.reveal(),
    identity: identity.get,
  });
  const connection =
    receiver instanceof SocketModeReceiver
      ? keepConnected(receiver, settings.name, log, async () => missed())
      : undefined;

  return {
    ...createPosts(client, clock, log),
    name: settings.name,
    channels: createKeeper(client, () => identity.get().botUser),
    team: () => identity.known()?.team ?? settings.team,
    problems: identity.problems,
    route: routeOf(settings, path, receiver, () => arrivals !== undefined && identity.known() !== undefined),
    async start(receiverOfBot) {
      missed = async () => receiverOfBot.missed?.();
      const { commands } = options;
      arrivals = createArrivals({
        client,
        identity: identity.get,
        members,
        commands,
        receiver: receiverOfBot,
        log,
      });
      // What arrives earlier could not be understood.
      await identity.learn(async () => connection?.open());
    },
    async stop() {
      identity.stop();
      await connection?.close();
      // Something that never ends would keep the whole program from ending.
      const patience = sleep(STOP_MS, undefined, { ref: false });
      await Promise.race([Promise.allSettled(underWay), patience]);
    },
    reactions: (ref) => reactionsOn(client, members, ref),
    recall: async (kept) => started().recall(kept),
    async rolesOf(account) {
      const [member, found] = await Promise.all([members.find(account.id), groups.of(account.id)]);
      return member.human ? found : [];
    },
  };
}

function createReceiver(
  { arrival }: SlackWorkspaceOptions,
  path: string,
  { apiUrl, log }: SlackOptions,
): HTTPReceiver | SocketModeReceiver {
  const logger = boltLogger(log);
  if (arrival.type === 'http') {
    return new HTTPReceiver({
      signingSecret: arrival.signingSecret.reveal(),
      endpoints: [path],
      logger,
    });
  }
  return new SocketModeReceiver({
    appToken: arrival.appToken.reveal(),
    logger,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: clientOptions(apiUrl, log) },
  });
}

function routeOf(
  { arrival }: SlackWorkspaceOptions,
  path: string,
  receiver: HTTPReceiver | SocketModeReceiver,
  ready: () => boolean,
): Route | undefined {
  if (arrival.type !== 'http' || !(receiver instanceof HTTPReceiver)) return undefined;
  const { signingSecret } = arrival;
  return { path, secret: () => signingSecret.reveal(), ready, listener: receiver.requestListener };
}
