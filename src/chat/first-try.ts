import type { ChatPlatform } from './port.ts';

/**
 * What a platform has on which looking for an earlier try costs calls: told that there was none, it does not look.
 * Whoever says so must know it for certain, also after a crash.
 */
export interface FirstTries {
  /** Like `post` and `reply` of the port, for a key under which nothing was ever sent. */
  readonly firstTry: Pick<ChatPlatform, 'post' | 'reply'>;
}

/** The way to send something under its key: without a look at what is there when it is the first try. */
export function triesOf(platform: ChatPlatform, first: boolean): Pick<ChatPlatform, 'post' | 'reply'> {
  return first && hasFirstTries(platform) ? platform.firstTry : platform;
}

function hasFirstTries(platform: ChatPlatform): platform is ChatPlatform & FirstTries {
  return 'firstTry' in platform;
}
