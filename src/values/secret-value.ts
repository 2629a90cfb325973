/** A private key as tools write it into a file. */
export const PEM_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
/** A private key as the list of its bytes. */
export const KEY_BYTES = /(?:^|[\s=:'"])\[\s*(?:\d{1,3}\s*,\s*){31,}\d{1,3}\s*\]/;
/** A private key of age. */
export const AGE_KEY = /\bAGE-SECRET-KEY-1[0-9A-Z]{20,}/;

/** Values that are secrets whatever they are called. */
const SECRETS: readonly RegExp[] = [
  /\bxox[abeoprs]-[A-Za-z0-9-]{8,}/,
  /\bxapp-[A-Za-z0-9-]{8,}/,
  /\b[MNO][A-Za-z\d_-]{23,28}\.[A-Za-z\d_-]{6}\.[A-Za-z\d_-]{27,}/,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/,
  /\bAKIA[0-9A-Z]{16}\b/,
  PEM_KEY,
  KEY_BYTES,
  AGE_KEY,
  /^[a-z][a-z0-9+.-]*:\/\/[^\s/@:]*:[^\s/@]+@/i,
  /^(?:https?|wss?):\/\/[^\s?#]+\?(?:[^\s#]*&)?(?:api[_-]?(?:key|token)|(?:access|auth|bearer)[_-]?token|client[_-]?secret|password)=[^\s&#]/i,
];

/** Whether a value is a secret by its form: a token of a known service, a private key, an address with a password. */
export function looksSecret(value: string): boolean {
  return SECRETS.some((pattern) => pattern.test(value));
}

/** The same where to be wrong costs little: of addresses with a part that nobody guesses as well, by which services know who asks. */
export function maybeSecret(value: string): boolean {
  return looksSecret(value) || (/^(?:https?|wss?):/i.test(value) && hasUnguessable(value));
}

function hasUnguessable(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const parts = new URL(address).pathname.split('/');
  return parts.some((part) => /^[\w-]{24,}$/.test(part) && /\d/.test(part) && /[A-Za-z]/.test(part));
}
