import { type AuthenticChain, readAuthentic } from '../../audit/authentic.ts';
import { canonicalJson, digestOf, type Json, type Sha256Hex } from '../../canonical.ts';
import { standingJson } from '../../people/standing-json.ts';
import type { Reader } from '../../store/database.ts';
import { type Replayed, replayStory } from '../replay.ts';
import { type ApprovalRequest, REQUEST } from '../request.ts';
import type { Review } from '../review/review.ts';
import type { Held } from '../store.ts';
import type { Vote } from '../vote.ts';

/** What a request stands for, as its authenticated entries tell it: rows can be altered by whoever has the database. */
export interface SealedRequest {
  readonly mode: ApprovalRequest['mode'];
  readonly state: ApprovalRequest['state'];
  readonly requester: string;
  readonly openedAt: Date;
  readonly notAfter: Date | null;
  /** Of one member of the document. */
  digestOf(member: string): Sha256Hex | undefined;
}

/** @returns undefined when there is no such request, or Keyturn did not write all of what the log says about it. */
export async function readSealed(reader: Reader, id: string): Promise<SealedRequest | undefined> {
  const replayed = await replay(reader, id);
  if (replayed === undefined) return undefined;
  const { story, document } = replayed;
  return {
    mode: story.rules.mode,
    state: story.state,
    requester: story.requester,
    openedAt: story.openedAt,
    notAfter: story.notAfter,
    digestOf(member) {
      const value = (document as { readonly [name: string]: Json } | null)?.[member];
      return value === undefined ? undefined : digestOnce(value);
    },
  };
}

const digests = new WeakMap<object, Sha256Hex>();

/** An entry whose text is known gives the same objects each time: see src/audit/verified.ts. */
function digestOnce(value: Json): Sha256Hex {
  if (value === null || typeof value !== 'object') return digestOf(value);
  const digest = digests.get(value) ?? digestOf(value);
  digests.set(value, digest);
  return digest;
}

/** Whether a request as it was read is what the log says: its digest, its state, its window, and each vote. */
export async function isAsLogged(reader: Reader, { request, votes }: Held): Promise<boolean> {
  const replayed = await replay(reader, request.id);
  if (replayed === undefined) return false;
  const { story } = replayed;
  return (
    story.digest === request.digest &&
    story.rules.mode === request.mode &&
    story.state === request.state &&
    sameInstant(story.notBefore, request.notBefore) &&
    sameInstant(story.notAfter, request.notAfter) &&
    votesText(votes) === votesText([...story.votes.values()])
  );
}

/** Whether a review as it was read is what the log says: open or closed, and what each reviewer thinks. */
export async function isReviewAsLogged(
  reader: Reader,
  { requestId, state, verdicts }: Review,
): Promise<boolean> {
  const story = (await replay(reader, requestId))?.story;
  return (
    story?.review === state &&
    story.verdicts.size === verdicts.length &&
    verdicts.every(({ principal, opinion }) => story.verdicts.get(principal) === opinion)
  );
}

/** What the chains that are in use come to, so that each is gone through once. */
const replays = new WeakMap<AuthenticChain, Replayed | undefined>();

async function replay(reader: Reader, id: string): Promise<Replayed | undefined> {
  const chain = await readAuthentic(reader, REQUEST.subject(id));
  if (chain === undefined) return undefined;
  if (!replays.has(chain)) replays.set(chain, replayStory(chain.records));
  return replays.get(chain);
}

function sameInstant(one: Date | null, other: Date | null): boolean {
  return one?.getTime() === other?.getTime();
}

function votesText(votes: readonly Vote[]): string {
  return votes
    .map(({ principal, choice, via, account, at, standing }) =>
      canonicalJson({
        principal,
        choice,
        via,
        account,
        at: at.toISOString(),
        standing: standingJson(standing),
      }),
    )
    .toSorted()
    .join('\n');
}
