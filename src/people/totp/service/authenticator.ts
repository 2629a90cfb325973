import { Secret, TOTP } from 'otpauth';
import { digitsOf, PERIOD_S } from '../totp.ts';

const DIGITS = 6;
/** One step before and after: clocks of phones differ, and people are slow. */
const WINDOW = 1;

/** A new secret of 160 bits, as authenticators take it by hand. */
export function newSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** The address that an authenticator reads from a QR code. */
export function enrolmentUri(secret: string, label: string): string {
  return authenticator(secret, label).toString();
}

/** The time step whose code this is, or undefined when it is none of those that stand at `now`. */
export function stepOf(secret: string, typed: string, now: Date): number | undefined {
  const token = digitsOf(typed);
  if (!/^\d{6}$/.test(token)) return undefined;
  const delta = authenticator(secret, '').validate({ token, timestamp: now.getTime(), window: WINDOW });
  return delta === null ? undefined : Math.floor(now.getTime() / 1_000 / PERIOD_S) + delta;
}

function authenticator(secret: string, label: string): TOTP {
  // What every authenticator app supports: SHA-1, six digits, thirty seconds.
  const fixed = { issuer: 'Keyturn', algorithm: 'SHA1', digits: DIGITS, period: PERIOD_S };
  return new TOTP({ ...fixed, label, secret: Secret.fromBase32(secret) });
}
