import type { EndState } from '../run.ts';
import type { Found } from './found.ts';

/** What was found, as a sentence that is read before anything else. */
export function foundInWords(found: Found): string {
  return `${capitalized(foundInClause(found))}.`;
}

/** The same beside how the run ended, in the few words that a list has room for. */
export function foundBriefly(found: Found, state: EndState): string {
  return `${foundInClause(found)}; the run ${state === 'cancelled' ? 'was cancelled' : state}`;
}

/** The same inside a sentence. */
export function foundInClause({ verdict, services }: Found): string {
  const [named, is] = [listed(services), services.length > 1 ? 'are' : 'is'];
  switch (verdict) {
    case 'stopped':
      return named === '' ? 'stopped, as was seen at the end' : `stopped: ${named} ${is} down`;
    case 'runs':
      return `NOT stopped: ${named} still ${services.length > 1 ? 'run' : 'runs'}`;
    case 'unknown':
      return named === ''
        ? 'nobody knows whether all that it was to stop is stopped'
        : `nobody knows whether ${named} ${is} stopped`;
    case 'untouched':
      return 'stopped nothing: none of it had begun';
  }
}

/** More names than these hide the verdict. */
const NAMED = 3;

function listed(names: readonly string[]): string {
  const shown = names.length > NAMED ? [...names.slice(0, NAMED - 1)] : names;
  const more = names.length - shown.length;
  const all = more === 0 ? shown : [...shown, `${more} more`];
  const last = all.at(-1) ?? '';
  return all.length < 2 ? last : `${all.slice(0, -1).join(', ')} and ${last}`;
}

function capitalized(clause: string): string {
  return clause.slice(0, 1).toUpperCase() + clause.slice(1);
}
