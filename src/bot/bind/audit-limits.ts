import { OpsError } from '../../errors.ts';

/** How much of the log is worked on inside the bot, beside the people who wait for it. */
export interface AuditLimits {
  /** Entries that `/ops audit verify` takes on: a few seconds of work, in slices of some ten milliseconds. */
  readonly verifyEntries: number;
  /** Bytes of an export, which is held in memory, stored and attached to a message: Discord takes no more. */
  readonly exportBytes: number;
}

export const AUDIT_LIMITS: AuditLimits = { verifyEntries: 200_000, exportBytes: 8 * 1024 * 1024 };

/** @param alone the database takes one process, so that a command needs the bot stopped. */
export function tooLongToVerify(entries: number, alone: boolean): OpsError {
  return new OpsError({
    code: 'audit.too-long-to-verify',
    what: 'The log was not verified.',
    why: `It has more than ${entries.toLocaleString('en')} entries, and the bot has clicks to answer meanwhile.`,
    next: onTheHost('keyturn audit verify', alone),
  });
}

/** @param alone the database takes one process, so that a command needs the bot stopped. */
export function tooLargeToExport(format: 'jsonl' | 'csv', bytes: number, alone: boolean): OpsError {
  return new OpsError({
    code: 'audit.too-large-to-export',
    what: 'The log was not exported.',
    why: `The file would be larger than ${Math.floor(bytes / 1024).toLocaleString('en')} KiB, too large to attach.`,
    next: onTheHost(`keyturn audit export --format ${format} > keyturn-log.${format}`, alone),
  });
}

function onTheHost(command: string, alone: boolean): string {
  const first = alone ? ', after stopping the bot: the embedded database takes one process' : '';
  return `Run \`${command}\` on the machine that Keyturn runs on${first}.`;
}
