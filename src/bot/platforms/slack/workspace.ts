import { HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import type { Oddities } from '../../../chat/oddities.ts';
import type { ChatPlatform, Receiver } from '../../../chat/port.ts';
import { waitAtMost } from '../../../waiting/wait-at-most.ts';
import { createBoltApp, type Handlers } from './bolt-app.ts';
import { createKeeper, type WorkspaceKeeper } from './channel-keeper/keeper.ts';
import { clientOptions, createClient } from './client.ts';
import { createCustomEmoji } from './custom-emoji.ts';
import { readEnvelopes } from './envelopes.ts';
import { isUnknownUser } from './errors.ts';
import { createGroups } from './groups.ts';
import type { Route } from './http/server.ts';
import { createIdentity } from './identity.ts';
import { type Arrivals, createArrivals } from './inbound/arrivals.ts';
import { deletionOf } from './inbound/deletions.ts';
import { userChange } from './inbound/payloads.ts';
import { boltLogger } from './log.ts';
import { createMembers } from './members.ts';
import { missingIn } from './missing.ts';
import type { SlackOptions, SlackWorkspaceOptions } from './options.ts';
import { createPosts, type Posts } from './posts.ts';
import { reactionsOn } from './reactions.ts';
import { keepConnected, SOCKET_PACE } from './socket.ts';
import { createStanding } from './standing.ts';

/** One workspace: its own app, token and members. */
export interface Workspace
  extends Posts,
    Required<Pick<ChatPlatform, 'missing' | 'reactions' | 'rolesOf' | 'recall'>> {
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
/** How often a workspace that shuts us out is asked whether it still does. */
const ASK_AGAIN_MS = 15_000;

export function createWorkspace(
  settings: SlackWorkspaceOptions,
  path: string,
  options: SlackOptions,
  oddities: Oddities,
): Workspace {
  const { clock, apiUrl } = options;
  const log = options.log;
  const standing = createStanding();
  const client = createClient(settings.botToken.reveal(), apiUrl, log, standing);
  const identity = createIdentity(client, settings, log);
  const custom = createCustomEmoji(client, clock);
  const members = createMembers(client, () => identity.get().team, clock);
  const groups = createGroups(client, clock);
  const underWay = new Set<Promise<unknown>>();
  let arrivals: Arrivals | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let missed = async (): Promise<void> => {};
  let deleted: Receiver['deleted'] = async () => {};

  function tracked<T>(work: Promise<T>): Promise<T> {
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  }

  function started(): Arrivals {
    if (arrivals === undefined) throw new Error('the workspace has not been started');
    return arrivals;
  }

  async function tellDeleted(body: unknown): Promise<void> {
    const found = deletionOf(body);
    if (found === undefined) return;
    await deleted({ platform: 'slack', workspace: identity.get().team, ...found });
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
      else if (type === 'app_home_opened') await tracked(started().home(body));
      else if (!type.startsWith('reaction_')) await tracked(tellDeleted(body));
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
    oddities,
  });
  const connection =
    receiver instanceof SocketModeReceiver
      ? keepConnected({
          receiver,
          workspace: settings.name,
          log,
          missed: async () => missed(),
          pace: options.socketPace ?? SOCKET_PACE,
        })
      : undefined;
  if (receiver instanceof SocketModeReceiver)
    readEnvelopes(receiver, oddities, (reason) => connection?.ending(reason));

  /** What nothing else may ask for a while is asked here: whoever mended it learns so. */
  function shutOut(): readonly string[] {
    const refusals = standing.refusals();
    if (refusals.length > 0 && clock.elapsed() - askedAt >= ASK_AGAIN_MS) {
      askedAt = clock.elapsed();
      // The answer is kept where it comes in.
      client.auth.test().catch(() => {});
    }
    return refusals.map(
      (why) =>
        `The workspace "${settings.name}" takes nothing of ours: ${why}. What waits is sent when it does.`,
    );
  }

  return {
    ...createPosts(client, clock, log),
    name: settings.name,
    channels: createKeeper(client, () => identity.get().botUser),
    team: () => identity.known()?.team ?? settings.team,
    problems: () => [...identity.problems(), ...shutOut(), ...(connection?.problems() ?? [])],
    route: routeOf(settings, path, receiver, () => arrivals !== undefined && identity.known() !== undefined),
    async start(receiverOfBot) {
      missed = () => receiverOfBot.missed();
      deleted = receiverOfBot.deleted;
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
      await waitAtMost(STOP_MS, Promise.allSettled(underWay));
    },
    missing: (place, messages) => missingIn(client, place, messages),
    reactions: (ref) => reactionsOn({ client, members, custom, team: () => identity.get().team, log }, ref),
    recall: async (kept) => started().recall(kept),
    async rolesOf(account) {
      try {
        const [member, found] = await Promise.all([members.find(account.id), groups.of(account.id)]);
        return member.human ? found : [];
      } catch (error) {
        // Nobody is in no group; every other failure says nothing.
        if (isUnknownUser(error)) return [];
        throw error;
      }
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
      // Looked at before Bolt has it, and more strictly: a second time would cost a click as much as keeping it.
      signatureVerification: false,
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
