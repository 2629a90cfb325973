import { messageOf, OpsError } from '../../errors.ts';
import { type Check, counted, type Diagnosis, orOk, problem, warning } from '../check.ts';

const TIMEOUT_MS = 5_000;

export type Admit = (system: string, url: URL) => Promise<unknown>;

export interface OriginUse {
  readonly system: string;
  readonly origin: string;
}

/**
 * Steps may call it, and it answers. Any answer will do: the system may well be in trouble, but it must be reachable
 * from here.
 * @param admit resolves when a step of the system may call the URL. @throws OpsError that says why not.
 */
export function originsCheck(origins: readonly OriginUse[], admit: Admit): Check {
  return {
    id: 'origins',
    async run() {
      const findings = await Promise.all(origins.map((use) => checkOrigin(use, admit)));
      return orOk(findings.flat(), `${counted(origins.length, 'origin answers', 'origins answer')}.`);
    },
  };
}

async function checkOrigin({ system, origin }: OriginUse, admit: Admit): Promise<readonly Diagnosis[]> {
  try {
    await admit(system, new URL(origin));
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await fetch(origin, { method: 'HEAD', redirect: 'manual', signal });
    await answer.body?.cancel();
    return [];
  } catch (error) {
    if (error instanceof OpsError) {
      return [problem(`Steps of ${system} cannot call ${origin}. ${error.refusal.why}`, error.refusal.next)];
    }
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return [
      warning(
        `${origin} (${system}) does not answer: ${messageOf(cause)}.`,
        'See whether it runs and whether this machine may reach it.',
      ),
    ];
  }
}
