import { suggestName } from '../../../written/nearest.ts';
import type { Finding } from '../../../written/problem.ts';
import type { WrittenRunbook } from '../construct/runbook.ts';
import { STEP_LISTS } from '../construct/sequence.ts';
import { SLOT } from '../construct/slot.ts';
import { DEFAULT_BACKOFF_MS, type Step } from '../construct/step.ts';

/**
 * Steps that are slots, before anything is filled in: they name one that exists, stand where something may change, and leave the
 * rest to whoever fills it in.
 */
export function slotFindings({
  actions,
  slots,
}: Pick<WrittenRunbook, 'actions' | 'slots'>): readonly Finding[] {
  return Object.entries(actions).flatMap(([id, action]) =>
    STEP_LISTS.flatMap((list) =>
      (action[list] ?? []).flatMap((step, index) => {
        if (step.kind !== SLOT) return [];
        const path = ['actions', id, list, index];
        const onlyLooks = list === 'dryRun' ? 'A dry run' : action.risk === 'read' ? `'${id}'` : undefined;
        return [...ofStep(step, Object.keys(slots), path), ...misplaced(onlyLooks, path)];
      }),
    ),
  );
}

/** While nobody has filled it in, people change something by hand: what only looks must not hang on the installation. */
function misplaced(onlyLooks: string | undefined, path: readonly PropertyKey[]): readonly Finding[] {
  if (onlyLooks === undefined) return [];
  const message = `${onlyLooks} changes nothing, but a slot is done by hand until somebody fills it in.`;
  const suggestion = 'Write a step that only looks, or leave it out here.';
  return [{ path: [...path, SLOT], message, suggestion }];
}

/** What the runbook says of the step of a slot, of that which any step has. */
type Own =
  | 'kind'
  | 'written'
  | 'id'
  | 'title'
  | 'source'
  | 'notes'
  | 'when'
  | 'slot'
  | 'takesBack'
  | 'byHand';

/** The keys of all else, which whoever fills it in says, and what stands there when nobody has written it. */
const FOREIGN: Readonly<
  Record<Exclude<keyof Step, Own>, { readonly key: string; readonly unless?: unknown }>
> = {
  effect: { key: 'effect' },
  timeoutMs: { key: 'timeout' },
  kept: { key: 'output' },
  attempts: { key: 'retry', unless: 1 },
  backoffMs: { key: 'retry', unless: DEFAULT_BACKOFF_MS },
  poll: { key: 'poll' },
};

function saidOf(step: Step): readonly string[] {
  const fields = Object.keys(FOREIGN) as readonly (keyof typeof FOREIGN)[];
  const said = fields.filter((field) => step[field] !== FOREIGN[field].unless);
  return [...new Set(said.map((field) => FOREIGN[field].key))];
}

function ofStep(step: Step, names: readonly string[], path: readonly PropertyKey[]): readonly Finding[] {
  const name = String(step.written);
  const unknown = names.includes(name)
    ? []
    : [
        {
          path: [...path, SLOT],
          message: `There is no slot '${name}'.`,
          suggestion: suggestName(name, names),
        },
      ];
  return [
    ...unknown,
    ...saidOf(step).map((key) => ({
      path: [...path, key],
      message: `What \`${key}\` a slot has, only whoever fills it in can say.`,
      suggestion: 'Take it away; it stands beside the step in keyturn.yaml.',
    })),
  ];
}
