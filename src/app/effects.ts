import type { Config } from '../config/config.ts';
import { OpsError } from '../errors.ts';
import { createEffects, type Effects } from '../integrations/effects.ts';
import type { HttpSettings } from '../integrations/http/guard.ts';
import { createHttp } from '../integrations/http/index.ts';
import { createShell } from '../integrations/shell/index.ts';

/** Every integration, with what the settings allow it. */
export function openEffects(config: Pick<Config, 'systems'>): Effects {
  return createEffects([createShell(), createHttp(httpSettings(config))]);
}

/** What may be called, as the settings have it at that moment. */
export function httpSettings(config: Pick<Config, 'systems'>): HttpSettings {
  const listed = (key: 'origins' | 'privateOrigins'): readonly string[] =>
    Object.values(config.systems).flatMap((system) => system[key]);
  return {
    get origins() {
      return listed('origins');
    },
    get privateOrigins() {
      return listed('privateOrigins');
    },
  };
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
