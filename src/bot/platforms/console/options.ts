import type { Logger } from 'pino';
import type { Command } from '../../../commands/command.ts';
import type { Database } from '../../../store/database.ts';
import type { LogReader } from './log-view.ts';

/** Somebody the page can act as. Its account is `{ platform: 'console', workspace: 'local', id }`. */
export interface Persona {
  readonly id: string;
  readonly name: string;
  /** Shown beside the name, e.g. "on call, sre" or "linked to nobody". Decides nothing. */
  readonly note: string;
  /** False for a bot account. */
  readonly human: boolean;
  /** The platform's own roles, which keyturn.yaml may map to roles. */
  readonly groups: readonly string[];
}

export interface Channel {
  readonly id: string;
  readonly topic: string;
}

export interface ConsoleOptions {
  readonly db: Database;
  /** Read again each time: they follow the settings. */
  readonly personas: () => readonly Persona[];
  readonly channels: readonly Channel[];
  /** Read again for each page: a reloaded runbook brings new commands. */
  readonly commands: () => readonly Command[];
  readonly log: LogReader;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** `127.0.0.1:4310`; port 0 takes a free one. */
  readonly addr: string;
  readonly production: boolean;
  /** Set by a person who wants the console in production all the same. */
  readonly allowInProduction: boolean;
  /** What a channel's first visitor is told to type, without the slash: `shop health`. */
  readonly firstCommand: string;
}

/** @param id of a console account */
export function personaOf({ personas }: Pick<ConsoleOptions, 'personas'>, id: string): Persona | undefined {
  return personas().find((persona) => persona.id === id);
}

/** The reactions that the page offers. */
export const EMOJI = ['✅', '❌', '👀', '👍', '🙏'] as const;
/** First word of the audit chain for each prefix of ids. */
export const CHAINS = { apr: 'request', req: 'request', run: 'run', chn: 'channel', gde: 'guide' } as const;
