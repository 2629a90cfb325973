import type { People } from '../../people/service.ts';
import { planDigest } from '../../runbook/plan/digest.ts';
import type { Plan } from '../../runbook/plan/plan.ts';
import { valueInWords } from '../../runbook/plan/value-text.ts';
import { RUN } from '../../runbook/run/run.ts';
import type { Reader } from '../../store/database.ts';
import { cut } from '../../values/cut.ts';
import type { Altered, Change, Listed, ShownChange } from '../change.ts';
import { planTexts } from '../store.ts';

/** Plans are long: so many at a time are held. */
const PLANS = 20;
/** As much of what was given under one name as tells it from another. */
const GIVEN = 300;

/** Changes as people read them: with the names of people, and with what was given to runs. */
export async function showChanges(
  reader: Reader,
  people: Pick<People, 'named'>,
  found: readonly (Change | Altered)[],
): Promise<readonly Listed[]> {
  const ids = found.flatMap((one) => ('by' in one ? (one.by ?? []) : []));
  const names = await people.named(reader, [...new Set(ids)]);
  const called = (id: string | undefined): string =>
    id === undefined ? 'Keyturn' : (names.get(id)?.name ?? id);
  const all: Listed[] = [];
  for (let from = 0; from < found.length; from += PLANS) {
    const some = found.slice(from, from + PLANS);
    const runs = some.flatMap((one) => ('plan' in one ? (RUN.idIn(one.chain) ?? []) : []));
    const plans = runs.length === 0 ? new Map<string, string>() : await planTexts(reader, runs);
    for (const one of some)
      all.push('isAltered' in one ? one : shownAs(one, called, plans.get(RUN.idIn(one.chain) ?? '')));
  }
  return all;
}

function shownAs(
  { by, plan: digest, ...change }: Change,
  called: (id: string | undefined) => string,
  plan: string | undefined,
): ShownChange {
  return { ...change, by: called(by), given: digest === undefined ? [] : givenTo(plan, digest) };
}

/** What people gave to a run, by what the log says was planned. @param text of its row, which anybody may have written */
function givenTo(text: string | undefined, digest: string): ShownChange['given'] {
  const plan = text === undefined ? undefined : planFrom(text);
  if (plan === undefined || planDigest(plan) !== digest) return 'lost';
  return Object.entries(plan.params).flatMap(([name, value]) =>
    value === null ? [] : [`${name}: ${plan.people?.[name] ?? cut(valueInWords(value), GIVEN)}`],
  );
}

/** The engine remembers the plans of what runs: those of old runs are not to take their place. */
function planFrom(text: string): Plan | undefined {
  try {
    const plan: unknown = JSON.parse(text);
    return typeof plan === 'object' && plan !== null && 'params' in plan ? (plan as Plan) : undefined;
  } catch {
    return undefined;
  }
}
