/**
 * Why a text is longer than its field takes, with the count; undefined when it fits. The field itself sets no limit: a
 * browser would cut what is pasted, and nobody would see what is missing.
 * @param {{ maxLength?: number }} field
 * @param {string} value
 * @returns {string | undefined}
 */
export function tooLong({ maxLength }, value) {
  if (maxLength === undefined || value.length <= maxLength) return undefined;
  const [given, most] = [value.length, maxLength].map((count) => count.toLocaleString('en'));
  return `${given} characters, and at most ${most} fit. Nothing is sent; shorten it here.`;
}
