/** People who say something, with their verb: "Ben says", "Ben, Dora and Ivan say". */
export function saying(names: readonly string[]): string {
  const [last, ...others] = names.toReversed();
  return others.length === 0 ? `${last} says` : `${others.toReversed().join(', ')} and ${last} say`;
}

/** One of several, as a person would be told: "#ops", "#ops or #shop". */
export function anyOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
