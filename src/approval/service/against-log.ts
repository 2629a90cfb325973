import type { AuditRecord } from '../../audit/entry.ts';
import type { ToldChain } from '../../audit/verify/listener.ts';
import type { ChainTables, Difference } from '../../audit/verify/tables.ts';
import { canonicalJson, sha256Hex } from '../../canonical.ts';
import { standingJson } from '../../people/standing-json.ts';
import type { Content } from '../content.ts';
import type { Story } from '../replay/story.ts';
import { replayStory } from '../replay.ts';
import { REQUEST } from '../request.ts';
import { holdRequest, type RequestRows, readRequestRows, unloggedRequests } from '../store.ts';
import type { Vote } from '../vote.ts';

/** Compares requests, votes, reviews and verdicts with what the chains of the requests tell. */
export const requestTables: ChainTables = {
  async compare(reader, chains) {
    const rows = await readRequestRows(
      reader,
      chains.map(({ chain }) => idIn(chain)),
    );
    return chains.flatMap((told) => differencesIn(told, rows.get(idIn(told.chain))));
  },
  async hold(tx, chain) {
    await holdRequest(tx, idIn(chain));
  },
  async unlogged(reader, after, limit) {
    const ids = await unloggedRequests(reader, idIn(after), limit);
    return ids.map(REQUEST.subject);
  },
};

function idIn(chain: string): string {
  return chain.slice(chain.indexOf('/') + 1);
}

function differencesIn({ chain, records }: ToldChain, rows: RequestRows | undefined): readonly Difference[] {
  const replayed = replayStory(records);
  const found =
    rows === undefined ? 'no row' : `a request of ${rows.columns.requester}, ${rows.columns.state}`;
  const row = 'the request';
  if (replayed === undefined) {
    if (rows === undefined) return [];
    return [{ chain, row, problem: 'table.foreign', expected: 'no request: nobody asked for it', found }];
  }
  const { story } = replayed;
  if (rows === undefined) {
    const expected = `a request of ${story.requester}, ${story.state}`;
    return [{ chain, row, problem: 'table.missing', expected, found }];
  }
  return [
    ...columnDifferences(chain, records, story, rows),
    ...voteDifferences(chain, story, rows.votes),
    ...reviewDifferences(chain, story, rows),
  ];
}

function columnDifferences(
  chain: string,
  records: readonly AuditRecord[],
  story: Story,
  { content: text, columns }: RequestRows,
): readonly Difference[] {
  const content = records[0]?.data.content as unknown as Content;
  const told: Readonly<Record<keyof RequestRows['columns'], string>> = {
    state: story.state,
    mode: story.rules.mode,
    digest: story.digest,
    requester: story.requester,
    subject: `${content.subject.kind} ${content.subject.id}`,
    resource: content.resource ?? 'none',
    openedAt: content.openedAt,
    expiresAt: content.expiresAt ?? 'never',
    notBefore: story.notBefore?.toISOString() ?? 'not set',
    notAfter: story.notAfter?.toISOString() ?? 'not set',
  };
  const altered = (Object.keys(told) as (keyof typeof told)[])
    .filter((name) => told[name] !== columns[name])
    .map((name) => difference(chain, `the request’s ${WORDS[name]}`, told[name], columns[name]));
  if (sha256Hex(text) === story.digest) return altered;
  const found = `a text with the digest ${sha256Hex(text)}`;
  return [...altered, difference(chain, 'what is asked', `a text with the digest ${story.digest}`, found)];
}

const WORDS: Readonly<Record<keyof RequestRows['columns'], string>> = {
  state: 'state',
  mode: 'kind',
  digest: 'digest',
  requester: 'requester',
  subject: 'subject',
  resource: 'resource',
  openedAt: 'opening',
  expiresAt: 'expiry',
  notBefore: 'earliest start',
  notAfter: 'latest start',
};

function voteDifferences(chain: string, story: Story, votes: readonly Vote[]): readonly Difference[] {
  const stored = new Map(votes.map((vote) => [vote.principal, vote]));
  return [...new Set([...story.votes.keys(), ...stored.keys()])].flatMap((voter) => {
    const [told, found] = [story.votes.get(voter), stored.get(voter)];
    return rowDifference(chain, `the vote of ${voter}`, told && voteText(told), found && voteText(found));
  });
}

function voteText({ choice, via, account, at, standing }: Vote): string {
  const who = canonicalJson(standingJson(standing));
  return `${choice} by ${via} from ${account} at ${at.toISOString()}, as ${who}`;
}

function reviewDifferences(
  chain: string,
  story: Story,
  { review, verdicts }: RequestRows,
): readonly Difference[] {
  const told = story.review === 'none' ? undefined : story.review;
  return [
    ...rowDifference(chain, 'the review', told, review),
    ...[...new Set([...story.verdicts.keys(), ...verdicts.keys()])].flatMap((reviewer) =>
      rowDifference(
        chain,
        `the verdict of ${reviewer}`,
        story.verdicts.get(reviewer),
        verdicts.get(reviewer),
      ),
    ),
  ];
}

/** @param told what the log says of a row; undefined when it knows none. */
function rowDifference(
  chain: string,
  row: string,
  told: string | undefined,
  found: string | undefined,
): readonly Difference[] {
  if (told === found) return [];
  if (told === undefined)
    return [{ chain, row, problem: 'table.foreign', expected: 'no row', found: found ?? '' }];
  if (found === undefined) return [{ chain, row, problem: 'table.missing', expected: told, found: 'no row' }];
  return [difference(chain, row, told, found)];
}

function difference(chain: string, row: string, expected: string, found: string): Difference {
  return { chain, row, problem: 'table.altered', expected, found };
}
