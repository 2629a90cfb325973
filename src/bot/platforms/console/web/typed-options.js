/**
 * What was typed behind a command, as values for its fields; the same rules as in commands/typed-options.ts.
 * @param {readonly { name: string }[]} options
 * @param {string} typed
 * @returns {Record<string, string>}
 */
export function readTypedOptions(options, typed) {
  const names = new Set(options.map(({ name }) => name));
  /** @type {Record<string, string>} */
  const values = {};
  let current = options[0]?.name;
  /** @type {string[]} */
  let words = [];
  const keep = () => {
    if (current !== undefined && words.length > 0) values[current] = words.join(' ');
    words = [];
  };
  for (const word of typed.split(/\s+/).filter(Boolean)) {
    const colon = word.indexOf(':');
    const name = colon === -1 ? '' : word.slice(0, colon);
    if (names.has(name)) {
      keep();
      current = name;
      words = word.length > colon + 1 ? [word.slice(colon + 1)] : [];
    } else words.push(word);
  }
  keep();
  return values;
}

/**
 * Whoever types on behind a command writes `name:` before each value, although each has a field by then.
 * @param {readonly { name: string }[]} options
 * @param {string} name of the field that is typed in
 * @param {string} value
 * @param {Record<string, string>} values of all fields
 * @returns {{ value: string, next: string } | undefined} what stays in this field, and the field that is meant from here on
 */
export function namedWhileTyping(options, name, value, values) {
  const named = /^(?:(.*)\s)?([^\s:]+):$/.exec(value);
  const next = named?.[2];
  if (next === undefined || !options.some((option) => option.name === next)) return undefined;
  const before = named?.[1] ?? '';
  if (next === name) return before === '' ? { value: '', next } : undefined;
  return (values[next] ?? '') === '' ? { value: before.trim(), next } : undefined;
}
