import { exactTime } from '../../chat/time-text.ts';
import { cut } from '../../values/cut.ts';
import { quoted } from '../../values/quoted.ts';
import {
  type Altered,
  beganLongBefore,
  CHANGE,
  isAltered,
  type Listed,
  momentOf,
  type ShownChange,
} from '../change.ts';

const GIVEN = 200;

/** A change in a line: when, who, what, and whatever is not plain about it. */
export function changeText(change: Listed, systemTitle: (system: string) => string | undefined): string {
  if (isAltered(change)) return alteredText(change);
  const { at, by, type, doneAt, reason, ended } = change;
  const began = beganLongBefore(change);
  const parts = [
    `${by}: ${whatOf(change)}`,
    ...(type === undefined ? [] : [type]),
    ...(began === undefined ? [] : [`began ${exactTime(began)}`]),
    ...(doneAt === undefined ? [] : [`written down ${exactTime(at)}`]),
    ...(reason === undefined ? [] : [quoted(reason)]),
    ...(ended === undefined ? [] : [ended]),
  ];
  const title = systemTitle(change.system);
  return `${exactTime(momentOf(change))}, ${parts.join(' – ')}${title === undefined ? '' : ` [${title}]`}`;
}

/** One that has not ended. */
export function underWayText(change: Listed, systemTitle: (system: string) => string | undefined): string {
  return isAltered(change) ? alteredText(change) : `Since ${changeText(change, systemTitle)}`;
}

/** What stands there now may be anybody's words. */
function alteredText({ at, chain }: Altered): string {
  return `${exactTime(at)}, ${chain}: what stands there is not as Keyturn wrote it, so that nobody knows whether it was a change. Run keyturn audit verify.`;
}

/** Words of people stand in quotation marks; what an action is called is the runbook's. */
function whatOf({ chain, what, given }: ShownChange): string {
  if (CHANGE.idIn(chain) !== undefined) return quoted(what, GIVEN);
  if (given === 'lost')
    return `${what} (what was given to it is not what the log has: run keyturn audit verify)`;
  return given.length === 0 ? what : `${what} (${cut(given.join('; ').replace(/\s+/gu, ' '), GIVEN)})`;
}
