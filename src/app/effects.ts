import type { Config } from '../config/config.ts';
import { OpsError } from '../errors.ts';
import { createEffects, type Effects } from '../integrations/effects.ts';
import { createHttp } from '../integrations/http/index.ts';
import { createShell } from '../integrations/shell/index.ts';

/** Every integration, with what the settings allow it. */
export function openEffects(config: Pick<Config, 'systems'>): Effects {
  const http = createHttp({
    get origins() {
      return Object.values(config.systems).flatMap((system) => system.origins);
    },
  });
  return createEffects([createShell(), http]);
}

/** Values of secrets, looked up at the moment of use. */
export function secretsOf(config: Pick<Config, 'secrets'>): (name: string) => string {
  return (name) => {
    const secret = config.secrets[name];
    if (secret !== undefined) return secret.reveal();
    throw new OpsError({
      code: 'secret.not-set',
      what: `The secret ${name} is not set.`,
      why: 'The step needs it, and this process was started without it.',
      next: `Ask an administrator to set KEYTURN_SECRET_${name}; \`keyturn doctor\` lists what is missing.`,
    });
  };
}
