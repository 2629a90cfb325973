import type { Filled } from './view-values.ts';

/** What an imagined Slack remembers. */
export interface State {
  readonly users: Map<string, User>;
  readonly channels: Map<string, Channel>;
  readonly groups: Map<string, { readonly name: string; users: string[] }>;
  /** The workspace's own emoji: an address, or `alias:` and another name. */
  readonly emoji: Map<string, string>;
  readonly messages: Message[];
  readonly triggers: Map<string, Trigger>;
  readonly views: Map<string, OpenView>;
  /** What the app shows to each person in its Home tab. */
  readonly homes: Map<string, Home>;
  readonly responses: Map<string, ResponseAddress>;
  readonly files: Map<string, StoredFile>;
}

export interface User {
  readonly id: string;
  readonly name: string;
  team: string;
  bot: boolean;
  /** Single- or multi-channel guest. */
  guest: 'no' | 'single' | 'multi';
  /** Of another workspace, seen through a shared channel. */
  stranger: boolean;
  deleted: boolean;
}

export interface Channel {
  readonly id: string;
  name: string;
  readonly members: Set<string>;
  archived: boolean;
}

/** What only matters of channels that are opened and kept. */
export interface ChannelDetails {
  private: boolean;
  creator: string;
  topic: string;
  purpose: string;
  /** Timestamps of messages. */
  readonly pins: string[];
  readonly bookmarks: { readonly title: string; readonly url: string }[];
}

export interface Message {
  readonly ts: string;
  readonly channel: string;
  readonly threadTs: string | undefined;
  readonly user: string;
  /** Set for a message that one person alone sees. */
  readonly onlyFor: string | undefined;
  text: string;
  blocks: readonly Block[];
  metadata: unknown;
  /** Emoji by name, with the people who gave it. */
  readonly reactions: Map<string, string[]>;
  readonly files: readonly StoredFile[];
  deleted: boolean;
  edited: boolean;
}

export type Block = { readonly type: string } & { readonly [key: string]: unknown };

/** Lets an app open a modal: once, within three seconds. */
export interface Trigger {
  readonly user: string;
  readonly at: number;
  used: boolean;
}

export interface OpenView {
  readonly id: string;
  readonly user: string;
  hash: string;
  view: View;
  /** As the people see it at the fields. */
  errors: { readonly [block: string]: string };
  /** What was typed into its inputs, by block and action id: an update keeps it where both are the same. */
  typed: Filled;
}

export interface Home {
  readonly id: string;
  readonly blocks: readonly Block[];
  /** How often it was published. */
  readonly published: number;
}

export interface View {
  readonly type: string;
  readonly title: { readonly text: string };
  readonly submit?: { readonly text: string };
  readonly callback_id?: string;
  readonly private_metadata?: string;
  readonly blocks: readonly Block[];
}

export interface ResponseAddress {
  readonly clicked?: string | undefined;
  readonly channel: string;
  readonly user: string;
  readonly at: number;
  uses: number;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly length: number;
  title: string;
  content: string | undefined;
  shared: boolean;
}

export const TEAM = 'T0HOME001';
export const BOT_USER = 'U0KEYTURN';
export const BOT_ID = 'B0KEYTURN';
export const CHANNEL = 'C0OPS0001';

export function emptyState(): State {
  const state: State = {
    users: new Map(),
    channels: new Map(),
    groups: new Map(),
    emoji: new Map(),
    messages: [],
    triggers: new Map(),
    views: new Map(),
    homes: new Map(),
    responses: new Map(),
    files: new Map(),
  };
  addUser(state, BOT_USER, 'keyturn', { bot: true });
  state.channels.set(CHANNEL, { id: CHANNEL, name: 'ops', members: new Set([BOT_USER]), archived: false });
  return state;
}

/** The direct messages between the app and a person, opened when they are first needed. */
export function openDirectMessages(state: State, user: string): string {
  const id = `D${user.slice(1)}`;
  if (!state.channels.has(id)) {
    state.channels.set(id, { id, name: 'direct', members: new Set([BOT_USER, user]), archived: false });
  }
  return id;
}

/** Adds a member of our workspace, who is in every channel. */
export function addUser(state: State, id: string, name: string, changed: Partial<User> = {}): User {
  const user: User = {
    id,
    name,
    team: TEAM,
    bot: false,
    guest: 'no',
    stranger: false,
    deleted: false,
    ...changed,
  };
  state.users.set(id, user);
  for (const channel of state.channels.values()) channel.members.add(id);
  return user;
}

let counter = 0;

/** Unique, and later ones sort behind earlier ones. */
export function newTs(): string {
  counter += 1;
  return `${Math.floor(Date.now() / 1_000)}.${String(counter).padStart(6, '0')}`;
}

export function newId(prefix: string): string {
  counter += 1;
  return `${prefix}${String(counter).padStart(8, '0')}`;
}

export function findMessage(state: State, channel: string, ts: string): Message | undefined {
  return state.messages.find((one) => one.channel === channel && one.ts === ts && !one.deleted);
}

const details = new WeakMap<Channel, ChannelDetails>();

/** A channel is public, and nothing is said at its head, until somebody changes that. */
export function detailsOf(channel: Channel): ChannelDetails {
  const known = details.get(channel);
  if (known !== undefined) return known;
  const made = { private: false, creator: '', topic: '', purpose: '', pins: [], bookmarks: [] };
  details.set(channel, made);
  return made;
}
