import { OpsError } from '../../errors.ts';

/** What a service knows a system by: a header, and the only origins that may see it. */
export interface Credential {
  /** The variable of the environment that holds its value. */
  readonly variable: string;
  readonly header: string;
  /** The word before the value, e.g. `Bearer`. Null: there is none. */
  readonly scheme: string | null;
  readonly origins: readonly string[];
  /** Revealed at the moment of use; null while the variable is not set. */
  readonly value: { reveal(): string } | null;
}

/** What this says of who may see it is said once more where it is used: the settings may have changed since the plan was made. */
export function credentialHeader(
  name: string,
  url: URL,
  credentials: Readonly<Record<string, Credential>>,
): Readonly<Record<string, string>> {
  const credential = Object.hasOwn(credentials, name) ? credentials[name] : undefined;
  if (credential === undefined)
    throw refused(url, {
      code: 'http.no-credential',
      why: `The settings name no credential ${name} for this system.`,
      next: `Ask an administrator to add ${name} under credentials of the system in keyturn.yaml.`,
    });
  if (!credential.origins.includes(url.origin))
    throw refused(url, {
      code: 'http.credential-elsewhere',
      why: `The credential ${name} is not meant for ${url.origin}, and was not sent there.`,
      next: `If it should be, ask an administrator to add ${url.origin} to its \`origins\` in keyturn.yaml.`,
    });
  if (credential.value === null)
    throw refused(url, {
      code: 'http.credential-not-set',
      why: `${credential.variable} is not set: this process was started without it.`,
      next: `Ask an administrator to set ${credential.variable}, and to start Keyturn again.`,
    });
  return { [credential.header.toLowerCase()]: headerValue(credential.scheme, credential.value.reveal()) };
}

/** RFC 7617: for `Basic` the value is `user:password`, and is sent in base64. */
function headerValue(scheme: string | null, value: string): string {
  if (scheme === null) return value;
  return `${scheme} ${scheme.toLowerCase() === 'basic' ? Buffer.from(value).toString('base64') : value}`;
}

function refused(url: URL, said: { code: string; why: string; next: string }): OpsError {
  return new OpsError({ what: `${url.origin} was not called.`, ...said });
}
