import type { Authority } from '../../audit/authority.ts';
import { describeFinding } from '../../audit/cli-report.ts';
import { exportCsv, exportJsonLines } from '../../audit/export/export.ts';
import type { Verifier } from '../../audit/note.ts';
import { principalIn, principalsIn, sentenceOf } from '../../audit/sentence.ts';
import { showChain } from '../../audit/show.ts';
import type { Replayers } from '../../audit/verify/chain-walk.ts';
import { hasMoreEntries } from '../../audit/verify/store.ts';
import type { Tables } from '../../audit/verify/tables.ts';
import { verifyLog } from '../../audit/verify/verify.ts';
import { inWords } from '../../audit/words.ts';
import type { AuditPort, LogEntry, LogReport } from '../../commands/services.ts';
import type { People } from '../../people/service.ts';
import type { Database } from '../../store/database.ts';
import { sharedCall } from '../../waiting/shared-call.ts';
import { AUDIT_LIMITS, tooLargeToExport, tooLongToVerify } from './audit-limits.ts';
import type { LogSearch } from './log-search.ts';

export interface AuditBinding {
  readonly db: Database;
  readonly verifier: Verifier;
  /** Keys of the log that were retired on purpose, newest first. */
  readonly former: readonly Verifier[];
  readonly replayers: Replayers;
  /** What is compared with the log. */
  readonly tables?: Tables;
  /** Checks who wrote the entries. */
  readonly authority?: Authority;
  /** How people are called. */
  readonly names: People['named'];
  readonly search: LogSearch;
  /** Text of the checkpoints that were kept outside the database, if there are any. */
  readonly retained: () => Promise<string | undefined>;
}

const LONGEST_CHAIN = 5_000;

/** The log as commands see it: what would take the bot away from people is refused, with the command to use instead. */
export function bindAudit(binding: AuditBinding, limits = AUDIT_LIMITS): AuditPort {
  const { db, verifier } = binding;
  const alone = db.engine === 'pglite';
  const once = sharedCall<LogReport>();

  async function verify(): Promise<LogReport> {
    const { verifyEntries } = limits;
    if (await db.read((reader) => hasMoreEntries(reader, verifyEntries))) {
      throw tooLongToVerify(verifyEntries, alone);
    }
    const result = await verifyLog({ ...binding, retained: await binding.retained() });
    return {
      ok: result.problems === 0,
      entries: result.entries,
      checkpoints: result.checkpoints,
      findings: result.findings.map(describeFinding),
    };
  }

  return {
    async show(chain) {
      const shown = await showChain({ db, verifier, chain, limit: LONGEST_CHAIN });
      const people = shown.entries.flatMap(({ record }) => principalsIn(record));
      const names = await db.read((reader) => binding.names(reader, [...new Set(people)]));
      return shown.entries.map(
        ({ record, hash, seal, proof }): LogEntry => ({
          seq: record.seq,
          at: record.at,
          what: inWords(record.kind, record.data),
          sentence: sentenceOf(record, (id) => names.get(id)?.name ?? id),
          by: callOf(record.actor, names),
          hash,
          index: proof?.leaf ?? null,
          seal,
        }),
      );
    },
    search: binding.search,
    /** Whoever asks while the log is being verified gets the same answer: ten people cost no more than one. */
    verify: () => once('verify', verify),
    async export(format) {
      const lines = format === 'csv' ? exportCsv(db) : exportJsonLines(db, verifier);
      const content = await joined(lines, limits.exportBytes);
      if (content === undefined) throw tooLargeToExport(format, limits.exportBytes, alone);
      return { name: `keyturn-log.${format}`, content };
    },
  };
}

/** A person by name; `service/engine` is Keyturn itself. */
function callOf(actor: string, names: ReadonlyMap<string, { readonly name: string }>): string {
  const id = principalIn(actor);
  if (id !== undefined) return names.get(id)?.name ?? id;
  return actor.startsWith('service/') ? `Keyturn (${actor.slice('service/'.length)})` : actor;
}

/** @returns undefined as soon as it is clear that there are more bytes; the rest is not read. */
async function joined(lines: AsyncIterable<string>, maxBytes: number): Promise<string | undefined> {
  const parts: string[] = [];
  let bytes = 0;
  for await (const line of lines) {
    bytes += Buffer.byteLength(line);
    if (bytes > maxBytes) return undefined;
    parts.push(line);
  }
  return parts.join('');
}
