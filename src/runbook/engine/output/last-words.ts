const LINES = 3;
const CHARACTERS = 300;

/**
 * The end of what a program printed, on one line: that is where programs say why they stopped. Most say it beside their output. Some
 * say there only what they are at, and the reason in their output: a single line is not taken for all of it.
 */
export function lastWords(out: string, err: string): string {
  const [printed, said] = [linesOf(out), linesOf(err)];
  const [only, ...others] = said;
  if (only === undefined) return endOf(printed);
  const last = printed.at(-1);
  if (others.length > 0 || last === undefined || `${only}${last}`.length > CHARACTERS) return endOf(said);
  return endOf([only, last]);
}

function linesOf(printed: string): readonly string[] {
  return printed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function endOf(lines: readonly string[]): string {
  const words = lines.slice(-LINES).join(' ⏎ ');
  return words.length <= CHARACTERS ? words : `…${words.slice(1 - CHARACTERS).trimStart()}`.toWellFormed();
}
