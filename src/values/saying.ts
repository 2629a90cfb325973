/** People who say something, with their verb: "Ben says", "Ben, Dora and Ivan say". */
export function saying(names: readonly string[]): string {
  const [last, ...others] = names.toReversed();
  return others.length === 0 ? `${last} says` : `${others.toReversed().join(', ')} and ${last} say`;
}
