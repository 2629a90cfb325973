import type * as z from 'zod';
import type { Json } from '../../../canonical.ts';
import { OpsError } from '../../../errors.ts';
import { cut } from '../../../values/cut.ts';

/**
 * Reads what a plan keeps of a step, which this or an earlier version of the program wrote. The same object gives the same
 * answer: plans are never altered in place.
 * @throws OpsError where it is not what a step of the kind keeps.
 */
export function storedReader<Spec extends object>(
  kind: string,
  stored: z.ZodType<Spec>,
): (spec: Json) => Spec {
  const known = new WeakMap<object, Spec>();
  return (spec) => {
    const kept = typeof spec === 'object' && spec !== null ? spec : {};
    const before = known.get(kept);
    if (before !== undefined) return before;
    const read = stored.safeParse(kept);
    if (!read.success) throw unreadable(kind, read.error);
    known.set(kept, read.data);
    return read.data;
  };
}

function unreadable(kind: string, { issues }: z.ZodError): OpsError {
  const [first] = issues;
  const odd = first?.code === 'unrecognized_keys' ? first.keys : [];
  const at = [...(first?.path ?? []), ...odd].join('.');
  const place = at === '' ? '' : ` (${cut(at, 200)})`;
  return new OpsError({
    code: 'run.unreadable-step',
    what: 'The step was not carried out.',
    why: `This version of Keyturn cannot read what the plan keeps of its ${kind} step${place}.`,
    next: 'Start the version that planned the run, or ask for the action again.',
  });
}
