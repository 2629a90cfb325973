import { sha256Hex } from '../canonical.ts';
import { OpsError } from '../errors.ts';
import { cut } from '../values/cut.ts';
import { trimEnd } from '../values/trim-end.ts';

/** What every platform takes: Slack 80 characters, Discord 100. */
const LONGEST = 80;
const MARK = /\bktn-[0-9a-f]{12}\b/;
const SUFFIX = 6;

/**
 * What chat platforms take of a name: small letters and digits of any script, dashes and underscores.
 * @throws OpsError `channel.name` when nothing is left of it.
 */
export function channelName(written: string): string {
  const name = written
    .normalize('NFKC')
    .toLowerCase()
    .replace(/['’]/gu, '')
    .replace(/[^\p{L}\p{M}\p{N}_]+/gu, '-');
  const short = trimmed(trimmed(name).slice(0, LONGEST));
  if (short === '') {
    throw new OpsError({
      code: 'channel.name',
      what: `A channel cannot be called "${cut(written, 100)}".`,
      why: 'The name of a channel is made of letters and digits, and this one has none.',
      next: 'Give it a name such as payments-outage.',
    });
  }
  return short;
}

/** The name for a channel of this key where the plain one is taken: the same key gives the same name again. */
export function nameWithSuffix(name: string, key: string): string {
  const suffix = sha256Hex(key).slice(0, SUFFIX);
  return `${trimmed(name.slice(0, LONGEST - SUFFIX - 1))}-${suffix}`;
}

/** Stands in a text of the channel, so that a channel that is there says which key it was opened with. */
export function channelMark(key: string): string {
  return `ktn-${sha256Hex(key).slice(0, 12)}`;
}

/** The mark in a text of a channel; undefined in those of others. */
export function markIn(text: string): string | undefined {
  return MARK.exec(text)?.[0];
}

/** Also takes away half a character that a cut has left. */
function trimmed(name: string): string {
  return trimEnd(name, (character) => /[-_\p{Cs}]/u.test(character)).replace(/^[-_]+/, '');
}
