import { inWords } from '../audit/words.ts';
import type { CardDraft } from '../chat/draft.ts';
import { exactTime } from '../chat/time-text.ts';
import { OpsError } from '../errors.ts';
import { subjectKinds } from '../subject.ts';
import { nearestNames } from '../written/nearest.ts';
import type { Services } from './command.ts';
import { meantThing } from './meant-things.ts';
import type { LogEntry } from './services.ts';

const SHOWN = 30;

/** The log's entries of one thing, and whether each is proven by a signed checkpoint. */
export async function logCard(services: Services, chain: string): Promise<CardDraft> {
  const entries = await services.audit.show(chain);
  if (entries.length === 0) {
    const typed = chain.slice(chain.indexOf('/') + 1);
    const kinds = subjectKinds();
    throw new OpsError({
      code: 'log.empty',
      what: `The log has nothing about ${typed.slice(0, 100)}.`,
      why: `There is no such ${kinds.map(({ kind }) => kind).join(', ')} or chain.`,
      next: `${await meantChain(services, typed)}Give the id of a ${kinds.map(({ kind, prefix }) => `${kind} (${prefix}-…)`).join(', ')}, or ${CHAINS.join(', ')}.`,
    });
  }
  const sealed = entries.filter((entry) => entry.seal === 'sealed').length;
  const broken = entries.filter((entry) => entry.seal === 'broken');
  return {
    title: `Log of ${chain}`,
    tone: broken.length === 0 ? 'neutral' : 'danger',
    status: `${entries.length} entries, the oldest first; ${sealed} proven by a signed checkpoint.`,
    blocks: [
      ...(broken.length === 0 ? [] : [{ type: 'text', text: brokenText(broken) } as const]),
      {
        type: 'table',
        head: ['#', 'When', 'What happened', 'By', 'Tree', 'Hash'],
        rows: entries.slice(-SHOWN).map(row),
      },
      ...(entries.length > SHOWN
        ? [{ type: 'text', text: `The last ${SHOWN}; /ops audit export has all.` } as const]
        : []),
    ],
    controls: [],
    footer:
      'Each entry holds the hash of the one before. /ops audit verify checks all of them, /ops audit export has each one whole.',
  };
}

const CHAINS = ['people', 'access', 'config'];

async function meantChain(services: Services, typed: string): Promise<string> {
  const [name] = nearestNames(typed.slice(0, 100), CHAINS, 1);
  return name === undefined
    ? await meantThing(services, typed, ['request', 'run'])
    : `Did you mean ${name}? `;
}

function brokenText(broken: readonly LogEntry[]): string {
  const numbers = broken.map((entry) => entry.seq).join(', ');
  return `The proof of ${numbers} fails: the log was tampered with. Run /ops audit verify and tell security.`;
}

function sealText({ seal, index }: LogEntry): string {
  if (seal === 'sealed') return `✓ ${index ?? ''}`;
  return seal === 'waiting' ? 'not yet' : '✗ broken';
}

function row(entry: LogEntry): readonly string[] {
  return [
    String(entry.seq),
    exactTime(entry.at),
    inWords(entry.kind, entry.data),
    entry.by,
    sealText(entry),
    entry.hash.slice(0, 12),
  ];
}
