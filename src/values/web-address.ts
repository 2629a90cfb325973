export type WebAddressProblem = 'form' | 'backslash' | 'user';

/** Scheme, two slashes and a server, all of them written out. The parser of browsers also guesses at what lacks them. */
const WRITTEN_OUT = /^https?:\/\/[^/?#]/i;

/**
 * What is wrong with a web address, or undefined. It goes on as it was typed, so what one program reads in another way than
 * the next is refused.
 */
export function webAddressProblem(text: string): WebAddressProblem | undefined {
  if (!URL.canParse(text) || !WRITTEN_OUT.test(text)) return 'form';
  if (text.includes('\\')) return 'backslash';
  return text.split(/[/?#]/)[2]?.includes('@') === true ? 'user' : undefined;
}
