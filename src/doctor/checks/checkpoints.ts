import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { type Check, ok, warning } from '../check.ts';

/**
 * Signed checkpoints of the log lie where those who could rewrite it cannot reach them. A copy that somebody makes by hand
 * cannot be seen from here; only a channel can.
 */
export function checkpointsCheck({
  home,
  log,
  production,
}: Pick<Config, 'home' | 'log' | 'production'>): Check {
  const file = join(home, 'checkpoints.txt');
  return {
    id: 'checkpoints',
    run() {
      if (log.publish !== null)
        return [
          ok(
            `Signed checkpoints of the log are posted in ${log.publish} once an hour at most, and all kept in ${file}.`,
          ),
        ];
      const says = `Signed checkpoints of the log are kept in ${file} alone, on this machine.`;
      if (!production) return [ok(says)];
      return [
        warning(
          says,
          `Write \`log: { publish: <a name under channels> }\` in keyturn.yaml to have them posted, or copy the file to a machine that the bot cannot write to. \`keyturn audit verify --checkpoint <the copy>\` compares.`,
        ),
      ];
    },
  };
}
