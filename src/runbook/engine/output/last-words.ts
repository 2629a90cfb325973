const LINES = 3;
const CHARACTERS = 300;

/** The end of what a program printed, on one line: that is where programs say why they stopped. */
export function lastWords(printed: string): string {
  const lines = printed.split('\n').map((line) => line.trim());
  const words = lines
    .filter((line) => line !== '')
    .slice(-LINES)
    .join(' ⏎ ');
  return words.length <= CHARACTERS ? words : `…${words.slice(1 - CHARACTERS).trimStart()}`.toWellFormed();
}
