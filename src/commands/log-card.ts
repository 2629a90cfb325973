import type { Block } from '../chat/card.ts';
import { type CardDraft, draftButton } from '../chat/draft.ts';
import { exactTime } from '../chat/time-text.ts';
import { OpsError } from '../errors.ts';
import { subjectKinds } from '../subject.ts';
import { cut } from '../values/cut.ts';
import { nearestNames } from '../written/nearest.ts';
import type { Services } from './command.ts';
import { meantThing } from './meant-things.ts';
import type { LogEntry } from './services.ts';

const SHOWN = 30;

/** What happened to one thing, in sentences; what proves them is behind a button. */
export async function logCard(services: Services, chain: string): Promise<CardDraft> {
  const entries = await entriesOf(services, chain);
  return {
    ...frameOf(chain, entries),
    blocks: [
      ...brokenBlocks(entries),
      {
        type: 'list',
        items: entries.slice(-SHOWN).map(({ at, sentence }) => ({
          mark: 'bullet',
          text: `${exactTime(at)}: ${sentence}`,
        })),
      },
      ...leftOut(entries),
    ],
    controls: [draftButton('Show the proof', 'log.proof', { chain })],
  };
}

/** The same entries with their place in the signed tree and their hashes. */
export async function proofCard(services: Services, chain: string): Promise<CardDraft> {
  const entries = await entriesOf(services, chain);
  return {
    ...frameOf(chain, entries),
    title: `Proof of the log of ${chain}`,
    blocks: [
      ...brokenBlocks(entries),
      {
        type: 'table',
        head: ['#', 'When', 'What happened', 'By', 'Tree', 'Hash'],
        rows: entries.slice(-SHOWN).map(row),
      },
      ...leftOut(entries),
    ],
    controls: [],
    footer:
      'Each entry holds the hash of the one before. /ops audit verify checks all of them, /ops audit export has each one whole.',
  };
}

async function entriesOf(services: Services, chain: string): Promise<readonly LogEntry[]> {
  const entries = await services.audit.show(chain);
  if (entries.length > 0) return entries;
  const typed = chain.slice(chain.indexOf('/') + 1);
  const kinds = subjectKinds();
  throw new OpsError({
    code: 'log.empty',
    what: `The log has nothing about ${cut(typed, 100)}.`,
    why: `There is no such ${kinds.map(({ kind }) => kind).join(', ')} or chain.`,
    next: `${await meantChain(services, typed)}Give the id of a ${kinds.map(({ kind, prefix }) => `${kind} (${prefix}-…)`).join(', ')}, or ${CHAINS.join(', ')}. /ops audit search finds what happened by people, systems and words.`,
  });
}

function frameOf(chain: string, entries: readonly LogEntry[]): Pick<CardDraft, 'title' | 'tone' | 'status'> {
  const sealed = entries.filter((entry) => entry.seal === 'sealed').length;
  const isBroken = entries.some((entry) => entry.seal === 'broken');
  return {
    title: `Log of ${chain}`,
    tone: isBroken ? 'danger' : 'neutral',
    status: `${entries.length} entries, the oldest first; ${sealed} proven by a signed checkpoint.`,
  };
}

function leftOut(entries: readonly LogEntry[]): readonly Block[] {
  if (entries.length <= SHOWN) return [];
  return [{ type: 'text', text: `The last ${SHOWN}; /ops audit export has all.` }];
}

const CHAINS = ['people', 'access', 'config'];

async function meantChain(services: Services, typed: string): Promise<string> {
  const [name] = nearestNames(typed.slice(0, 100), CHAINS, 1);
  return name === undefined
    ? await meantThing(services, typed, ['request', 'run'])
    : `Did you mean ${name}? `;
}

function brokenBlocks(entries: readonly LogEntry[]): readonly Block[] {
  const broken = entries.filter((entry) => entry.seal === 'broken');
  if (broken.length === 0) return [];
  const numbers = broken.map((entry) => entry.seq).join(', ');
  const text = `The proof of ${numbers} fails: the log was tampered with. Run /ops audit verify and tell security.`;
  return [{ type: 'text', text }];
}

function sealText({ seal, index }: LogEntry): string {
  if (seal === 'sealed') return `✓ ${index ?? ''}`;
  return seal === 'waiting' ? 'not yet' : '✗ broken';
}

function row(entry: LogEntry): readonly string[] {
  return [
    String(entry.seq),
    exactTime(entry.at),
    entry.what,
    entry.by,
    sealText(entry),
    entry.hash.slice(0, 12),
  ];
}
