import { type APIEmoji, type REST, Routes } from 'discord.js';
import { type Diagnosis, ok, orOk, warning } from '../../../doctor/check.ts';

const STANDARD = /^\p{RGI_Emoji}$/v;
/** Asks for the coloured picture; people write emoji with and without it. */
const COLOURED = '\u{FE0F}';

/** An emoji that the server does not have never counts there, and nobody would know why. */
export async function checkEmoji(
  rest: REST,
  guild: string,
  voting: readonly string[],
): Promise<readonly Diagnosis[]> {
  const strange = voting.filter((emoji) => !isStandard(emoji));
  if (strange.length === 0) return [ok('Every emoji that votes is one that Discord has.')];
  const custom = (await rest.get(Routes.guildEmojis(guild))) as readonly Pick<APIEmoji, 'name'>[];
  const names = new Set(custom.map(({ name }) => name));
  const findings = strange
    .filter((one) => !names.has(one))
    .map((one) =>
      warning(
        `"${one}" votes by the settings, but the server on Discord has no such emoji: it will never count there.`,
        'Write a standard emoji (✅), or the name of a custom one of this server without colons, under reactions.',
      ),
    );
  return orOk(findings, 'Every emoji that votes is one that the server has.');
}

function isStandard(emoji: string): boolean {
  return STANDARD.test(emoji) || STANDARD.test(`${emoji}${COLOURED}`);
}
