/**
 * What a card says, without what each platform shows in its own way: marks before a line, and how far off a time is
 * for the reader.
 */
export function neutral(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) =>
      line
        .replaceAll(/\p{Extended_Pictographic}|\uFE0F|[✓✗○•]/gu, '')
        .replaceAll(/UTC \([^)]*\)/g, 'UTC')
        .trim(),
    )
    .filter((line) => line !== '');
}
