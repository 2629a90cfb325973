import { snowflake } from './snowflake.ts';

export interface FakeUser {
  readonly id: string;
  readonly username: string;
  readonly global_name: string | null;
  readonly bot: boolean;
  roles: string[];
  /** Takes no direct messages. */
  closed?: boolean;
}

export interface FakeChannel {
  readonly id: string;
  name: string;
  /** 0 text, 1 direct messages, 4 category, 11 public thread */
  readonly type: 0 | 1 | 4 | 11;
  topic: string | null;
  /** The category of a channel, the channel of a thread. */
  parent: string | null;
  /** The server that it is in. */
  readonly guild: string;
  /** The bot is not let in. */
  closed: boolean;
  /** A locked thread is archived, and only a moderator opens it again. */
  archived: 'no' | 'archived' | 'locked';
  overwrites: FakeOverwrite[];
  /** Ids of messages, in the order in which they were pinned. */
  readonly pins: string[];
}

/** What a role (0) or member (1) may do in a channel otherwise than elsewhere. */
export interface FakeOverwrite {
  readonly id: string;
  readonly type: 0 | 1;
  readonly allow: string;
  readonly deny: string;
}

export interface FakeMessage {
  readonly id: string;
  readonly channel: string;
  readonly author: string;
  readonly nonce: string | undefined;
  /** The only person who sees it. */
  readonly onlyFor: string | undefined;
  body: MessageParts;
  files: { readonly name: string; readonly content: string }[];
  /** emoji -> users, ordinary and super reactions. */
  readonly reactions: Map<string, { readonly normal: Set<string>; readonly burst: Set<string> }>;
  /** "Keyturn is thinking…" */
  loading: boolean;
  deleted: boolean;
  /** When it was last changed. */
  editedAt?: Date;
}

export interface MessageParts {
  content?: string | undefined;
  embeds?: readonly Embed[] | undefined;
  components?: readonly Row[] | undefined;
  flags?: number | undefined;
  allowed_mentions?: { readonly parse?: readonly string[]; readonly users?: readonly string[] } | undefined;
}

export interface Embed {
  readonly title?: string;
  readonly description?: string;
  readonly footer?: { readonly text: string };
  readonly fields?: readonly { readonly name: string; readonly value: string }[];
  readonly url?: string;
  readonly color?: number;
}

export interface Row {
  readonly type: number;
  readonly components: readonly Component[];
}

export interface Component {
  readonly type: number;
  readonly style?: number;
  readonly label?: string;
  readonly custom_id?: string;
  readonly url?: string;
  readonly placeholder?: string;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
}

export interface FakeInteraction {
  readonly id: string;
  readonly token: string;
  /** 2 command, 3 component, 4 autocomplete, 5 modal */
  readonly type: 2 | 3 | 4 | 5;
  readonly user: string;
  readonly channel: string;
  /** The message that was clicked, or from which the form was opened. */
  readonly message: string | undefined;
  readonly sentAt: number;
  answeredAt: number | undefined;
  callback: number | undefined;
  original: string | undefined;
  modal: Modal | undefined;
  choices: readonly { readonly name: string; readonly value: string }[] | undefined;
}

export interface Modal {
  readonly custom_id: string;
  readonly title: string;
  readonly components: readonly {
    readonly type: number;
    readonly content?: string;
    readonly label?: string;
    readonly description?: string;
    readonly component?: Component & { readonly value?: string; readonly required?: boolean };
  }[];
}

export interface RegisteredCommand {
  readonly id?: string;
  readonly type?: number;
  readonly name: string;
  readonly options?: readonly RegisteredOption[];
}

export interface RegisteredOption {
  readonly type: number;
  readonly name: string;
  readonly required?: boolean;
  readonly autocomplete?: boolean;
  readonly choices?: readonly { readonly name: string; readonly value: string }[];
  readonly options?: readonly RegisteredOption[];
}

/** Everything that the imagined Discord remembers, apart from connections. */
export interface DiscordState {
  readonly guild: string;
  readonly application: string;
  readonly bot: string;
  readonly users: Map<string, FakeUser>;
  readonly channels: Map<string, FakeChannel>;
  readonly messages: Map<string, FakeMessage>;
  readonly interactions: Map<string, FakeInteraction>;
  /** Names of the server's own emoji. */
  readonly emoji: Set<string>;
  /** From the lowest to the highest. */
  readonly roles: { readonly id: string; readonly name: string; permissions: string }[];
  /** Servers beside the one of the tests that have the bot; a closed one let it in without its commands. */
  readonly otherGuilds: { readonly id: string; readonly name: string; readonly closed: boolean }[];
  /** By guild, or `global`. */
  readonly commands: Map<string, readonly RegisteredCommand[]>;
}

export function createState(): DiscordState {
  const bot = snowflake();
  const guild = snowflake();
  const user = { id: bot, username: 'keyturn', global_name: null, bot: true, roles: [] };
  return {
    guild,
    bot,
    application: snowflake(),
    users: new Map([[bot, user]]),
    channels: new Map(),
    messages: new Map(),
    interactions: new Map(),
    emoji: new Set(),
    roles: [{ id: guild, name: '@everyone', permissions: EVERYONE }],
    otherGuilds: [],
    commands: new Map(),
  };
}

/** What a new server lets everybody do: see, write, attach, embed, open public threads, use commands. */
const EVERYONE = String(
  [6n, 10n, 11n, 14n, 15n, 16n, 31n, 35n, 38n].reduce((bits, bit) => bits | (1n << bit), 0n),
);

export function addUser(state: DiscordState, name: string, bot = false): FakeUser {
  const user: FakeUser = { id: snowflake(), username: name, global_name: name, bot, roles: [] };
  state.users.set(user.id, user);
  return user;
}

export function addChannel(
  state: DiscordState,
  name: string,
  {
    type = 0,
    parent = null,
    id = snowflake(),
    guild = state.guild,
  }: Partial<Pick<FakeChannel, 'type' | 'parent' | 'id' | 'guild'>> = {},
): FakeChannel {
  const channel: FakeChannel = {
    id,
    name,
    type,
    parent,
    guild,
    topic: null,
    closed: false,
    archived: 'no',
    overwrites: [],
    pins: [],
  };
  state.channels.set(id, channel);
  return channel;
}

/** Gives somebody a role of their own, above all others, as an invitation gives one to a bot. */
export function addRole(state: DiscordState, name: string, permissions: bigint, holder: string): string {
  const id = snowflake();
  state.roles.push({ id, name, permissions: String(permissions) });
  state.users.get(holder)?.roles.push(id);
  return id;
}

/** Categories as a team makes them for channels that come and go. */
export function addCategories(state: DiscordState, guild = state.guild) {
  const [open, closed, over] = ['work', 'private work', 'over'].map((name) =>
    addChannel(state, name, { type: 4, guild }),
  );
  return { public: open?.id ?? null, private: closed?.id ?? null, archive: over?.id ?? null };
}
