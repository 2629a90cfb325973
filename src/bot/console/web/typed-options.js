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
