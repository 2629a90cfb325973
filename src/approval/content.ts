import { canonicalJson, type Json, type Sha256Hex, sha256Hex } from '../canonical.ts';
import type { Policy } from './policy.ts';
import type { ApprovalRequest, Subject } from './request.ts';
import type { BreakGlassPolicy } from './review/policy.ts';

/**
 * What people approve, all of it. Its canonical text is stored, shown, digested, logged and executed; it is
 * never put together a second time.
 */
export interface Content {
  readonly v: 1;
  readonly request: string;
  readonly mode: ApprovalRequest['mode'];
  readonly requester: string;
  readonly environment: string;
  readonly resource: string | null;
  readonly reason: string | null;
  readonly openedAt: string;
  readonly expiresAt: string | null;
  readonly timelockMs: number;
  readonly policy: Policy | BreakGlassPolicy;
  readonly subject: Subject;
  readonly document: Json;
}

type Draft = Omit<ApprovalRequest, 'digest'>;

/** The canonical text of a request's content, and its SHA-256: the digest that is approved. */
export function sealContent(request: Draft): { readonly text: string; readonly digest: Sha256Hex } {
  const content: Content = {
    v: 1,
    request: request.id,
    mode: request.mode,
    requester: request.requester,
    environment: request.environment,
    resource: request.resource,
    reason: request.reason,
    openedAt: request.openedAt.toISOString(),
    expiresAt: request.expiresAt?.toISOString() ?? null,
    timelockMs: 'timelockMs' in request.policy ? request.policy.timelockMs : 0,
    policy: request.policy,
    subject: request.subject,
    document: request.document,
  };
  const text = canonicalJson(content as unknown as Json);
  return { text, digest: sha256Hex(text) };
}
