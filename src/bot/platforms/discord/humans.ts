/** What Discord says of a user, wherever it names one. */
export interface Described {
  readonly bot?: boolean | null | undefined;
  readonly system?: boolean | null | undefined;
  readonly discriminator?: string | null | undefined;
}

/** The number of what a webhook posts under: no account has it. People have `0`, and had four other digits before. */
const WEBHOOK = '0000';

/** Whether a user is a person: no bot or application, no webhook, not Discord itself. */
export function isHuman({ bot, system, discriminator }: Described): boolean {
  return bot !== true && system !== true && discriminator !== WEBHOOK;
}
