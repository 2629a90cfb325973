/** An event without something that every such event has. */
export class OddEvent extends Error {
  override readonly name = 'OddEvent';
}

/** @returns the id. @throws OddEvent for what is no id of Discord's */
export function snowflake(value: unknown, what: string): string {
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return value;
  throw new OddEvent(`it has no ${what}`);
}
