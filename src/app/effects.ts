import type { Config } from '../config/config.ts';
import { secretsIn } from '../config/secret.ts';
import { OpsError } from '../errors.ts';
import { createEffects, type Effects } from '../integrations/effects.ts';
import { createFile } from '../integrations/file/index.ts';
import type { HttpSettings, SettingsOf } from '../integrations/http/guard.ts';
import { createHttp } from '../integrations/http/index.ts';
import { createSetting } from '../integrations/setting/index.ts';
import { createShell } from '../integrations/shell/index.ts';
import type { AccessOf } from '../integrations/sql/access.ts';
import { createSql } from '../integrations/sql/index.ts';
import type { KnownSecret } from '../redaction/redactor.ts';
import { demandedBy } from '../runbook/steps/support/setting/rule.ts';

/** Every integration, with what the settings allow it. */
export function openEffects(config: Pick<Config, 'systems'>): Effects {
  return createEffects([
    createShell(),
    createHttp(httpSettings(config)),
    createSetting(writableIn(config), demandedBy),
    createFile(writableIn(config)),
    createSql(databasesOf(config)),
  ]);
}

/** What a system's steps may call, as the settings have it at that moment; nothing for a system that they do not name. */
export function httpSettings(config: Pick<Config, 'systems'>): SettingsOf {
  const nothing: HttpSettings = { origins: [], privateOrigins: [] };
  return (system) => (Object.hasOwn(config.systems, system) ? config.systems[system] : undefined) ?? nothing;
}

/** The databases that a system's steps may ask, as the settings have them at that moment. */
export function databasesOf(config: Pick<Config, 'systems'>): AccessOf {
  return (system) =>
    (Object.hasOwn(config.systems, system) ? config.systems[system] : undefined)?.databases ?? {};
}

/** The folders in which a system's steps may change files, as the settings have it at that moment; none for one that they do not name. */
export function writableIn(config: Pick<Config, 'systems'>): (system: string) => readonly string[] {
  return (system) => (Object.hasOwn(config.systems, system) ? (config.systems[system]?.writable ?? []) : []);
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

/** What must not be stored or shown: the secrets of runbooks by their names, and every other one of the settings. */
export function knownSecrets(config: Pick<Config, 'secrets'>): readonly KnownSecret[] {
  const named = Object.entries(config.secrets).map(([name, secret]) => ({
    value: secret.reveal(),
    shown: `[secret ${name}]`,
  }));
  return [...named, ...secretsIn(config).map((value) => ({ value, shown: '[secret]' }))];
}
