import { createHmac, timingSafeEqual } from 'node:crypto';

/** Why a request is not taken for Slack's. */
export type SignatureFault = 'unsigned' | 'too-old' | 'from-the-future' | 'wrong-signature';

/** Slack's clock and ours may differ by this much, either way. */
export const TOLERANCE_S = 300;

export interface SignedRequest {
  /** Headers `x-slack-signature` and `x-slack-request-timestamp`. */
  readonly signature: string | undefined;
  readonly timestamp: string | undefined;
  readonly body: string;
}

/** Checks that a request was signed with our secret just now; undefined when it was. */
export function faultOf(
  { signature, timestamp, body }: SignedRequest,
  secret: string,
  now: Date,
): SignatureFault | undefined {
  if (signature === undefined || timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return 'unsigned';
  const age = Math.floor(now.getTime() / 1_000) - Number(timestamp);
  if (age > TOLERANCE_S) return 'too-old';
  if (age < -TOLERANCE_S) return 'from-the-future';
  const right = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  const expected = Buffer.from(`v0=${right}`);
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected) ? undefined : 'wrong-signature';
}
