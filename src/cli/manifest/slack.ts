import { allCommands } from '../../app/features.ts';
import { bindCatalogue } from '../../bot/bind/catalogue.ts';
import { type ManifestMode, slackManifest } from '../../bot/platforms/slack/manifest.ts';
import { shortcutCommands } from '../../commands/shortcuts.ts';
import type { Config } from '../../config/config.ts';
import { OpsError } from '../../errors.ts';
import { stepKinds } from '../../runbook/steps/kinds.ts';
import { readRegistry } from '../registry.ts';

/**
 * The manifest of the Slack app as JSON, made from the commands and the runbooks.
 * @param url where Slack reaches us over HTTP; without it the app uses Socket Mode
 * @throws OpsError `manifest.url` when Slack would not take the address
 */
export async function slackManifestText(config: Config, url: string | undefined): Promise<string> {
  const registry = readRegistry(config);
  const shortcuts = shortcutCommands(
    bindCatalogue(
      registry,
      stepKinds,
      () => config.risks,
      () => [],
    ).actions(),
  );
  const commands = await allCommands();
  return JSON.stringify(slackManifest([...commands, ...shortcuts], modeOf(url)), null, 2);
}

function modeOf(url: string | undefined): ManifestMode {
  if (url === undefined) return { type: 'socket' };
  if (URL.canParse(url) && new URL(url).protocol === 'https:') return { type: 'http', url };
  throw new OpsError({
    code: 'manifest.url',
    what: `"${url}" is not an address that Slack can reach.`,
    why: 'Slack delivers over https only.',
    next: 'Write it in full, such as https://keyturn.example.com/slack/events, or leave --url out for Socket Mode.',
  });
}
