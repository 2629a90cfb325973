import { messageOf } from '../../errors.ts';
import { type Check, counted, type Finding, orOk, warning } from '../check.ts';

const TIMEOUT_MS = 5_000;

export interface OriginUse {
  readonly system: string;
  readonly origin: string;
}

/** Any answer will do: the system may well be in trouble, but it must be reachable from here. */
export function originsCheck(origins: readonly OriginUse[]): Check {
  return {
    id: 'origins',
    async run() {
      const findings = await Promise.all(origins.map(checkOrigin));
      return orOk(findings.flat(), `${counted(origins.length, 'origin answers', 'origins answer')}.`);
    },
  };
}

async function checkOrigin({ system, origin }: OriginUse): Promise<readonly Finding[]> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await fetch(origin, { method: 'HEAD', redirect: 'manual', signal });
    await answer.body?.cancel();
    return [];
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return [
      warning(
        `${origin} (${system}) does not answer: ${messageOf(cause)}.`,
        'See whether it runs and whether this machine may reach it.',
      ),
    ];
  }
}
