/** Reports what is wrong, with where it is. */
export type Report = (where: string, what: string) => void;

export type Part = { readonly [key: string]: unknown };

export function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function listOf(value: unknown): readonly Part[] {
  return Array.isArray(value) ? value.filter(isPart) : [];
}

/** A text object: of an allowed type, not empty, not too long. */
export function checkText(
  value: unknown,
  where: string,
  limit: number,
  report: Report,
  types: readonly string[] = ['plain_text'],
): void {
  if (!isPart(value)) {
    report(where, 'must be a text object');
    return;
  }
  const { type, text, emoji, verbatim } = value;
  if (typeof type !== 'string' || !types.includes(type)) report(where, `must be ${types.join(' or ')}`);
  if (typeof text !== 'string' || text.length === 0)
    report(`${where}/text`, 'must be more than 0 characters');
  else if (text.length > limit) report(`${where}/text`, `must be less than ${limit + 1} characters`);
  if (type === 'mrkdwn' && emoji !== undefined) report(`${where}/emoji`, 'is not allowed with mrkdwn');
  if (type === 'plain_text' && verbatim !== undefined)
    report(`${where}/verbatim`, 'is not allowed with plain_text');
}

export function checkLength(value: unknown, where: string, limit: number, report: Report, least = 1): void {
  if (typeof value !== 'string') {
    report(where, 'must be a string');
    return;
  }
  if (value.length < least || value.length > limit)
    report(where, `must have ${least} to ${limit} characters`);
}

export function checkUnique(values: readonly unknown[], where: string, report: Report): void {
  const given = values.filter((value) => value !== undefined);
  if (new Set(given).size < given.length) report(where, 'must be unique');
}
