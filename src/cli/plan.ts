import { knownSecrets } from '../app/effects.ts';
import { runbookSettings } from '../app/runbook-settings.ts';
import { canonicalJson, type Json } from '../canonical.ts';
import { systemClock } from '../clock.ts';
import type { Environment } from '../config/environment.ts';
import { OpsError } from '../errors.ts';
import { createRedactor } from '../redaction/redactor.ts';
import { describePlan } from '../runbook/plan/describe.ts';
import { planDigest } from '../runbook/plan/digest.ts';
import { planOf } from '../runbook/run/service/propose.ts';
import { stepKinds } from '../runbook/steps/kinds.ts';
import { readRegistry } from './registry.ts';
import { settings } from './settings.ts';

/** Stands for whoever would ask. */
const NOBODY = 'nobody';

interface PlanOptions {
  readonly param?: readonly string[];
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/**
 * Prints what an action would do and the digest of that, which the log has as `plan`. Another digest stands on the card of
 * a request: it covers who asks, why, and who has to agree as well. Nothing is run, asked or recorded.
 */
export async function plan(action: string, options: PlanOptions, env: Environment): Promise<void> {
  const config = await settings(env);
  const registry = readRegistry(config);
  const made = await planOf(
    {
      ...{ registry, settings: runbookSettings(config), kinds: stepKinds },
      redactor: createRedactor(knownSecrets(config)),
    },
    {
      action,
      params: paramsOf(options.param ?? []),
      mode: options.dryRun ? 'dry-run' : 'execute',
      requester: NOBODY,
    },
    systemClock.now(),
  );
  if (options.json) {
    console.log(canonicalJson({ plan: made as unknown as Json, digest: planDigest(made) }));
    return;
  }
  for (const { title, lines } of describePlan(made, stepKinds))
    console.log([title, ...lines.map((line) => `  ${line}`)].join('\n'));
  console.log(`Digest of the plan: ${planDigest(made)}`);
  if (made.run !== undefined)
    console.log(
      `It speaks of its run (${Object.keys(made.run).join(', ')}), so that no two plans of it have the same digest.`,
    );
}

function paramsOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      if (equals > 0) return [pair.slice(0, equals), pair.slice(equals + 1)];
      throw new OpsError({
        code: 'cli.param',
        what: `"${pair}" is not a parameter.`,
        why: 'A parameter is written name=value.',
        next: 'Write for example --param "reason=false alarm".',
      });
    }),
  );
}
