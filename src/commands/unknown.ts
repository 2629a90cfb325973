import { OpsError } from '../errors.ts';
import { cut } from '../values/cut.ts';

/** For a request or run that is not there (any more). */
export function unknownThing(what: 'request' | 'run', id: string): OpsError {
  return new OpsError({
    code: `${what}.unknown`,
    what: `There is no ${what} "${cut(id, 100)}".`,
    why: 'Nothing of this id is in the database.',
    next:
      what === 'request' ? '/ops approvals list shows the open ones.' : '/ops status shows the latest runs.',
  });
}
