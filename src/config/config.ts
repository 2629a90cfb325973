import type { Secret } from './secret.ts';

/** Every setting, checked, with defaults filled in and paths made absolute. Frozen all the way down. */
export interface Config {
  /** keyturn.yaml, or null when there is none. */
  readonly file: string | null;
  /** Folder for state: embedded database, key of the log. */
  readonly home: string;
  readonly environment: string;
  /** True when `environment` begins with `prod`. */
  readonly production: boolean;
  /** The folder with a folder for each runbook. */
  readonly runbooks: string;
  readonly people: readonly PersonConfig[];
  readonly roles: readonly RoleConfig[];
  /** The role that approves links between accounts; null: nobody, and accounts come from the settings alone. */
  readonly administrators: string | null;
  readonly reactions: ReactionsConfig;
  readonly channels: Readonly<Record<string, readonly ChannelPlace[]>>;
  readonly systems: Readonly<Record<string, SystemConfig>>;
  readonly platforms: PlatformsConfig;
  /** Written policies by name, checked by the schema that was handed in; they replace those of runbooks. */
  readonly policies: Readonly<Record<string, object>>;
  /** What every approval of an action of such a risk needs. */
  readonly risks: Readonly<Record<'high' | 'critical', RiskConfig>>;
  readonly timing: TimingConfig;
  readonly calls: CallsConfig;
  readonly commands: CommandsConfig;
  readonly log: LogConfig;
  /** Seals the secrets of authenticators; null: a file in the home folder. */
  readonly totpKey: Secret | null;
  readonly database: DatabaseConfig;
  readonly http: AddressConfig;
  readonly health: AddressConfig;
  readonly logLevel: string;
  /** Values of `{{ secrets.NAME }}` in runbooks. */
  readonly secrets: Readonly<Record<string, Secret>>;
}

export type PlatformName = 'console' | 'discord' | 'slack';

/** An account, group or channel as its platform names it. */
export interface PlatformId {
  readonly platform: PlatformName;
  /** Discord server, Slack team, or `local`. */
  readonly workspace: string;
  readonly id: string;
}

export interface PersonConfig {
  readonly id: string;
  readonly name: string;
  readonly kind: 'human' | 'service';
  readonly accounts: readonly PlatformId[];
}

export interface RoleConfig {
  readonly name: string;
  readonly members: readonly string[];
  readonly groups: readonly PlatformId[];
  readonly holdMs: number;
}

export interface ChannelPlace {
  readonly platform: PlatformName;
  readonly workspace: string;
  readonly channel: string;
}

export interface SystemConfig {
  readonly vars: Readonly<Record<string, string>>;
  readonly workdir: string;
  /** Folders that are searched for programs first. */
  readonly path: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What steps may call, e.g. `https://monitor.example.com`. */
  readonly origins: readonly string[];
  /** What steps may call too, although the name leads to a private address. */
  readonly privateOrigins: readonly string[];
  /** Databases that steps ask, by what runbooks call them. */
  readonly databases: Readonly<Record<string, SystemDatabase>>;
  /** How steps reach services of the host. */
  readonly services: {
    /** Programs that are called through `sudo -n`. */
    readonly sudo: readonly string[];
    readonly compose: 'docker compose' | 'docker-compose';
  };
  /** What services know this system by, by what runbooks call it. */
  readonly credentials: Readonly<Record<string, SystemCredential>>;
  /** Folders in which steps may change files of settings. */
  readonly writable: readonly string[];
  /** Steps that fill slots of the runbook in, as written. The runbooks' loader checks them. */
  readonly slots: Readonly<Record<string, unknown>>;
  readonly channel: string | null;
  readonly operators: {
    readonly [risk in 'read' | 'low' | 'high' | 'critical']?: readonly string[];
  };
}

interface SystemCredential {
  /** Of the environment, e.g. `KEYTURN_CREDENTIAL_SITE`. */
  readonly variable: string;
  readonly header: string;
  /** The word before the value; null: none. */
  readonly scheme: string | null;
  /** Where it may be sent, and nowhere else. */
  readonly origins: readonly string[];
  /** Null while it is not set. */
  readonly value: Secret | null;
}

interface SystemDatabase {
  readonly read: DatabaseLogin;
  /** Null: nothing is changed there. */
  readonly write: DatabaseLogin | null;
}

/** An address of a database, with the role that it names. */
export interface DatabaseLogin {
  /** Of the environment, e.g. `KEYTURN_DATABASE_ORDERS`. */
  readonly variable: string;
  /** Null while it is not set. */
  readonly url: Secret | null;
}

export interface PlatformsConfig {
  readonly console: ConsoleConfig | null;
  readonly discord: DiscordConfig | null;
  readonly slack: SlackConfig | null;
}

export interface AddressConfig {
  readonly host: string;
  readonly port: number;
}

export interface ConsoleConfig {
  readonly addr: AddressConfig;
  readonly personas: readonly PersonaConfig[];
  readonly allowInProduction: boolean;
}

export interface PersonaConfig {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly bot: boolean;
}

export interface DiscordConfig {
  /** Null while DISCORD_TOKEN is not set: people can be linked, but nothing connects. */
  readonly token: Secret | null;
  readonly guild: string | null;
  /** More servers that the same bot serves. */
  readonly servers: readonly DiscordServerConfig[];
  readonly categories: DiscordCategoriesConfig;
  readonly apiUrl: string;
}

export interface DiscordServerConfig {
  readonly name: string;
  readonly id: string;
  readonly categories: DiscordCategoriesConfig;
}

/** Ids of categories in which channels are opened; null: none there. */
export interface DiscordCategoriesConfig {
  readonly public: string | null;
  readonly private: string | null;
  readonly archive: string | null;
}

export interface SlackConfig {
  readonly workspaces: readonly SlackWorkspaceConfig[];
  readonly apiUrl: string;
}

export interface SlackWorkspaceConfig {
  readonly name: string;
  readonly team: string | null;
  /** Null while it is not set: people can be linked, but nothing connects. */
  readonly botToken: Secret | null;
  /** HTTP mode. */
  readonly signingSecret: Secret | null;
  /** Socket Mode. */
  readonly appToken: Secret | null;
}

/** At least this; what is absent is left to the policy. */
export interface RiskConfig {
  readonly via?: readonly ('button' | 'reaction')[] | undefined;
  readonly code?: 'approvers' | undefined;
  readonly reason?: 'required' | undefined;
}

export interface TimingConfig {
  readonly leaseMs: number;
  readonly drainMs: number;
  readonly cardIntervalMs: number;
  readonly checkpointIntervalMs: number;
}

/** Hours of each day in which nobody is called who need not be. */
export interface QuietHours {
  /** Minutes of the day, from which on. */
  readonly from: number;
  readonly to: number;
  /** e.g. `Europe/Berlin` */
  readonly zone: string;
}

export interface CommandsConfig {
  /** Names of the channels where commands are taken; empty: everywhere. */
  readonly in: readonly string[];
}

export interface CallsConfig {
  /** Null: people are called at any hour. */
  readonly quiet: QuietHours | null;
}

/** The emoji that vote. */
export interface ReactionsConfig {
  readonly approve: readonly string[];
  readonly reject: readonly string[];
}

export interface LogConfig {
  readonly origin: string | null;
  readonly publish: string | null;
  /** Null: a file in the home folder. */
  readonly key: Secret | null;
}

export interface DatabaseConfig {
  /** Null: the embedded database. */
  readonly url: Secret | null;
  /** Folder of the embedded database. */
  readonly folder: string;
}
