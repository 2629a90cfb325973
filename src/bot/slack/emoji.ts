/** Slack names emoji; everybody else writes them. Those that mean something to us, and the common ones. */
const NAMES: readonly (readonly [name: string, emoji: string])[] = [
  ['white_check_mark', '✅'],
  ['x', '❌'],
  ['heavy_check_mark', '✔️'],
  ['negative_squared_cross_mark', '❎'],
  ['+1', '👍'],
  ['thumbsup', '👍'],
  ['-1', '👎'],
  ['thumbsdown', '👎'],
  ['eyes', '👀'],
  ['pray', '🙏'],
  ['key', '🔑'],
  ['octagonal_sign', '🛑'],
  ['warning', '⚠️'],
  ['rocket', '🚀'],
];
const EMOJI = new Map(NAMES);

/** `white_check_mark` is ✅, whatever its skin tone; a name that we do not know stays `:name:`. */
export function emojiOf(name: string): string {
  const plain = name.replace(/::skin-tone-\d$/, '');
  return EMOJI.get(plain) ?? `:${plain}:`;
}
