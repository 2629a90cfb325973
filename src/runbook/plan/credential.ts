import { OpsError } from '../../errors.ts';
import { suggestName } from '../../written/nearest.ts';

/** What a plan needs to know of a named credential: never its value. */
export interface PlanCredential {
  readonly variable: string;
  readonly header: string;
  readonly origins: readonly string[];
  /** Null: nobody has set it. Whatever else it is, it is not looked at. */
  readonly value: object | null;
}

/**
 * The credential of a name, to be sent to these addresses.
 * @throws OpsError when the settings do not name it, do not mean it for one of the addresses, or nobody has set it: what could
 *   not be carried out is approved by nobody.
 */
export function credentialFor(
  name: string,
  addresses: readonly string[],
  credentials: Readonly<Record<string, PlanCredential>>,
  action: string,
): PlanCredential {
  const found = Object.hasOwn(credentials, name) ? credentials[name] : undefined;
  if (found === undefined)
    throw refused(
      action,
      `The settings name no credential '${name}' for this system.`,
      `Ask an administrator to add it under credentials of the system in keyturn.yaml. ${suggestName(name, Object.keys(credentials))}`,
    );
  const elsewhere = addresses
    .map((address) => new URL(address).origin)
    .find((origin) => !found.origins.includes(origin));
  if (elsewhere !== undefined)
    throw refused(
      action,
      `The credential '${name}' is not meant for ${elsewhere}.`,
      `If it should be sent there, ask an administrator to add ${elsewhere} to its \`origins\` in keyturn.yaml.`,
    );
  if (found.value === null)
    throw refused(
      action,
      `The credential '${name}' has no value: ${found.variable} is not set.`,
      `Ask an administrator to set ${found.variable}, and to start Keyturn again.`,
    );
  return found;
}

function refused(action: string, why: string, next: string): OpsError {
  return new OpsError({
    code: 'plan.credential',
    what: `'${action}' was not planned.`,
    why,
    next: next.trim(),
  });
}
