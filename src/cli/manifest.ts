import type { Environment } from '../config/environment.ts';
import { OpsError } from '../errors.ts';
import { suggestName } from '../written/nearest.ts';
import { discordManifest } from './manifest/discord.ts';
import { slackManifestText } from './manifest/slack.ts';
import { settings } from './settings.ts';

export interface ManifestOptions {
  /** Discord: id of the application, when its token is not set. */
  readonly application?: string;
  /** Slack: where it reaches us over HTTP. */
  readonly url?: string;
}

/** Prints what a chat platform has to be told about us. */
export async function manifest(platform: string, options: ManifestOptions, env: Environment): Promise<void> {
  const config = await settings(env);
  switch (platform) {
    case 'discord':
      console.log(discordManifest(config, options.application));
      return;
    case 'slack':
      console.log(await slackManifestText(config, options.url));
      return;
    default:
      throw new OpsError({
        code: 'manifest.platform',
        what: `There is no manifest for "${platform}".`,
        why: 'Only Discord and Slack need one.',
        next: `${suggestName(platform, ['discord', 'slack'])} Write \`keyturn manifest discord\` or \`keyturn manifest slack\`.`,
      });
  }
}
