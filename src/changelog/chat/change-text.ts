import { exactTime } from '../../chat/time-text.ts';
import { cut } from '../../values/cut.ts';
import { quoted } from '../../values/quoted.ts';
import { CHANGE, type ShownChange } from '../change.ts';

const GIVEN = 200;

/** A change in a line: when, who, what, and whatever is not plain about it. */
export function changeText(change: ShownChange, systemTitle: string | undefined): string {
  const { at, by, type, doneAt, reason, ended } = change;
  const parts = [
    `${by}: ${whatOf(change)}`,
    ...(type === undefined ? [] : [type]),
    ...(doneAt === undefined ? [] : [`done ${exactTime(doneAt)}`]),
    ...(reason === undefined ? [] : [quoted(reason)]),
    ...(ended === undefined ? [] : [ended]),
  ];
  const where = systemTitle === undefined ? '' : ` [${systemTitle}]`;
  return `${exactTime(at)}, ${parts.join(' – ')}${where}`;
}

/** Words of people stand in quotation marks; what an action is called is the runbook's. */
function whatOf({ chain, what, given }: ShownChange): string {
  if (CHANGE.idIn(chain) !== undefined) return quoted(what, GIVEN);
  if (given === 'lost')
    return `${what} (what was given to it is not what the log has: run keyturn audit verify)`;
  return given.length === 0 ? what : `${what} (${cut(given.join('; ').replace(/\s+/gu, ' '), GIVEN)})`;
}
