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
