import { type Check, counted, orOk, problem } from '../check.ts';

/** A credential that a step of a system is sent with. */
export interface CredentialUse {
  readonly system: string;
  readonly name: string;
  /** e.g. `shop:site/redeploy`. */
  readonly action: string;
}

/** A credential that the settings name. */
export interface KnownCredential {
  readonly system: string;
  readonly name: string;
  readonly variable: string;
  readonly isSet: boolean;
}

/** The credentials that steps are sent with are named in the settings, and each that is named has a value. */
export function credentialsCheck(
  uses: () => Promise<readonly CredentialUse[]>,
  known: readonly KnownCredential[],
): Check {
  return {
    id: 'credentials',
    async run() {
      const unnamed = (await uses()).filter(
        (use) => !known.some(({ system, name }) => system === use.system && name === use.name),
      );
      return orOk(
        [
          ...unnamed.map(({ system, name, action }) =>
            problem(
              `The settings name no credential ${name} of ${system}; ${action} cannot run.`,
              `Add it under systems.${system}.credentials in keyturn.yaml.`,
            ),
          ),
          ...known
            .filter(({ isSet }) => !isSet)
            .map(({ system, name, variable }) =>
              problem(`The credential ${name} of ${system} has no value.`, `Set ${variable}.`),
            ),
        ],
        `${counted(known.length, 'credential is', 'credentials are')} set.`,
      );
    },
  };
}
