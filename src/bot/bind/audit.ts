import { describeFinding } from '../../audit/cli-report.ts';
import { exportCsv, exportJsonLines } from '../../audit/export/export.ts';
import type { Verifier } from '../../audit/note.ts';
import { showChain } from '../../audit/show.ts';
import type { Replayers } from '../../audit/verify/chain-walk.ts';
import { verifyLog } from '../../audit/verify/verify.ts';
import type { AuditPort, LogEntry } from '../../commands/services.ts';
import type { Database } from '../../store/database.ts';

export interface AuditBinding {
  readonly db: Database;
  readonly verifier: Verifier;
  readonly replayers: Replayers;
  /** Text of the checkpoints that were kept outside the database, if there are any. */
  readonly retained: () => Promise<string | undefined>;
}

const LONGEST_CHAIN = 5_000;

/** The log as commands see it. */
export function bindAudit({ db, verifier, replayers, retained }: AuditBinding): AuditPort {
  return {
    async show(chain) {
      const shown = await showChain({ db, verifier, chain, limit: LONGEST_CHAIN });
      return shown.entries.map(
        ({ record, hash, seal, proof }): LogEntry => ({
          seq: record.seq,
          at: record.at,
          kind: record.kind,
          actor: record.actor,
          hash,
          index: proof?.leaf ?? null,
          seal,
        }),
      );
    },
    async verify() {
      const result = await verifyLog({ db, verifier, replayers, retained: await retained() });
      return {
        ok: result.problems === 0,
        entries: result.entries,
        checkpoints: result.checkpoints,
        findings: result.findings.map(describeFinding),
      };
    },
    async export(format) {
      const lines = format === 'csv' ? exportCsv(db) : exportJsonLines(db, verifier);
      return { name: `keyturn-log.${format}`, content: await joined(lines) };
    },
  };
}

async function joined(lines: AsyncIterable<string>): Promise<string> {
  const parts: string[] = [];
  for await (const line of lines) parts.push(line);
  return parts.join('');
}
