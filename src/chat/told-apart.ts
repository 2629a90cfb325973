interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Choices of one label have their value in it as well: nobody takes one for another. */
export function toldApart(choices: readonly Choice[]): readonly Choice[] {
  const seen = new Set<string>();
  const twins = new Set(choices.flatMap(({ label }) => (seen.size === seen.add(label).size ? label : [])));
  return choices.map(({ value, label }) =>
    twins.has(label) && label !== value ? { value, label: `${label} (${value})` } : { value, label },
  );
}
