/**
 * SQL for who caused an entry, and of which system or action the first entry of a chain tells, taken out of the text that is hashed.
 * Canonical JSON has its keys in order and its text escaped, so that nothing that people type looks like this. All are short, as
 * what is in an index has to be. @param body the column
 */
export const actorIn = (body: string): string => `split_part(left(${body}, 300), '"', 4)`;

export const systemIn = (body: string): string =>
  `coalesce(substring(${body} from '"subject":{"id":"([^":]{1,100}):'), substring(${body} from '"data":{"action":"([^":]{1,100}):'))`;

/** `demo:cache/clear`, where a run of it was queued. */
export const actionIn = (body: string): string => `substring(${body} from '"data":{"action":"([^"]+)"')`;

const TIME = '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{12}Z';
const timeIn = (body: string, key: string): string => `substring(${body} from '"${key}":"(${TIME})"')`;

/**
 * SQL for when what an entry tells of was done, and when it began, as text that is in the order of time: what was written down later says
 * so itself. Null where an entry has no time as Keyturn writes it.
 */
export const doneIn = (body: string): string =>
  `(coalesce(${timeIn(body, 'doneAt')}, ${timeIn(body, 'at')}) collate "C")`;

export const beganIn = (body: string): string =>
  `(coalesce(${timeIn(body, 'began')}, ${timeIn(body, 'doneAt')}, ${timeIn(body, 'at')}) collate "C")`;

/** SQL for whether an entry may tell of a change: what somebody wrote down, or the end of a run that may have changed something. */
export const mayBeChange = (table?: string): string => {
  const column = (name: string): string => (table === undefined ? name : `${table}.${name}`);
  return `${column('kind')} in ('run.succeeded', 'run.failed', 'run.cancelled', 'change.noted') and ${column('body')} not like '%"changed":false%'`;
};
