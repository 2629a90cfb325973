import { createOddities } from '../../../chat/oddities.ts';
import { type ChatPlatform, DeliveryError, type Tries } from '../../../chat/port.ts';
import { keeperAcross } from './channel-keeper/across.ts';
import { type HttpServer, serve } from './http/server.ts';
import { readKept } from './inbound/kept.ts';
import { endpointOf, LIMITS, type SlackOptions } from './options.ts';
import { createStarts } from './starts.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

export interface Slack extends ChatPlatform {
  readonly firstTry: Tries;
  /** The port at which deliveries arrive over HTTP; undefined in Socket Mode and before `start`. */
  readonly port: number | undefined;
}

/** Slack as a chat platform, over HTTP or Socket Mode, for one workspace or several. */
export function createSlack(options: SlackOptions): Slack {
  const only = options.workspaces.length === 1;
  const oddities = createOddities(options.log, 'slack');
  const workspaces = options.workspaces.map((one) =>
    createWorkspace(one, endpointOf(one.name, only), options, oddities),
  );
  const starts = createStarts(workspaces, options);
  let server: HttpServer | undefined;

  /** A workspace that has not been started answers that it is not ready yet: Slack tries again. */
  async function listen(): Promise<void> {
    const routes = workspaces.flatMap(({ route }) => (route === undefined ? [] : [route]));
    if (routes.length === 0) return;
    const { clock, log } = options;
    server = await serve({ listen: options.listen, routes, clock, log, oddities });
  }

  async function close(): Promise<void> {
    await server?.close();
    server = undefined;
  }

  /** @throws DeliveryError when no workspace of the settings is the one that is meant. */
  function at(team: string): Workspace {
    const found = workspaces.find((one) => one.team() === team);
    if (found !== undefined) return found;
    if (workspaces.some((one) => one.team() === null)) {
      throw new DeliveryError('unavailable', 'Slack has not been reached yet.');
    }
    throw new DeliveryError('no-channel', `The Slack workspace ${team} is not connected.`);
  }

  return {
    id: 'slack',
    limits: LIMITS,
    channels: keeperAcross(
      () => workspaces.map(({ name, team }) => ({ name, id: team() ?? undefined })),
      (team) => at(team).channels,
    ),
    get port() {
      return server?.port;
    },
    async start(receiver) {
      await listen();
      try {
        await starts.start(receiver);
      } catch (error) {
        await close();
        throw error;
      }
    },
    async stop() {
      await close();
      starts.stop();
      await Promise.all(workspaces.map((one) => one.stop()));
    },
    oddities: () => oddities.count,
    problems: starts.problems,
    post: async (place, card, key) => at(place.workspace).post(place, card, key),
    firstTry: {
      post: async (place, card, key) => at(place.workspace).firstTry.post(place, card, key),
      reply: async (ref, content, key) => at(ref.workspace).firstTry.reply(ref, content, key),
    },
    edit: async (ref, card) => at(ref.workspace).edit(ref, card),
    reply: async (ref, content, key) => at(ref.workspace).reply(ref, content, key),
    missing: async (place, messages) => at(place.workspace).missing(place, messages),
    reactions: async (ref) => at(ref.workspace).reactions(ref),
    recall: async (kept) => at(readKept(kept).origin.place.workspace).recall(kept),
    // Somebody of another workspace has no groups of ours.
    rolesOf: async (account) => (account.platform === 'slack' ? at(account.workspace).rolesOf(account) : []),
  };
}
