import * as z from 'zod';
import type { Config } from '../config/config.ts';
import type { Step } from '../runbook/definition/construct/step.ts';

type Services = Config['systems'][string]['services'];

const line = z.array(z.string());
const started = z.object({
  run: line,
  probe: z.union([line, z.object({ run: line }).transform(({ run }) => run)]).optional(),
  env: z.object({ PATH: z.string().optional() }).optional(),
});
const service = z.object({ compose: z.string().optional(), logs: z.string().optional() });
const file = z.object({
  archive: z.string().optional(),
  copy: z.string().optional(),
  encrypt: z.string().optional(),
  to: z.string().default(''),
  for: z.string().optional(),
  forFile: z.string().default(''),
});

/** The programs that a step starts, and those of its probe. A name may hold templates, and is known only when it is planned then. */
export function programsOf({ kind, written }: Step, services: Services): readonly string[] {
  switch (kind) {
    case 'shell':
    case 'script': {
      const { run, probe } = started.parse(written);
      return [run[0], probe?.[0]].filter((program) => program !== undefined);
    }
    case 'service':
      return ofService(service.parse(written), services);
    case 'file':
      return ofFile(file.parse(written));
    default:
      return [];
  }
}

/** PATH as a step sets it for its programs. */
export function pathOf({ kind, written }: Step): string | undefined {
  return kind === 'shell' || kind === 'script' ? started.parse(written).env?.PATH : undefined;
}

function ofService(
  { compose, logs }: z.output<typeof service>,
  { sudo, compose: called }: Services,
): readonly string[] {
  const programs =
    compose === undefined
      ? ['systemctl', ...(logs === undefined ? [] : ['journalctl'])]
      : ['docker', ...(called === 'docker-compose' ? ['docker-compose'] : [])];
  return programs.some((program) => sudo.includes(program)) ? [...programs, 'sudo'] : programs;
}

function ofFile({
  archive,
  copy,
  encrypt,
  to,
  for: recipient,
  forFile,
}: z.output<typeof file>): readonly string[] {
  if (archive !== undefined) return ['tar'];
  if (encrypt !== undefined) return sealedBy(recipient, forFile);
  // A folder is copied by rsync, and so is whatever goes to another host.
  if (copy !== undefined && (copy.endsWith('/') || to.endsWith('/') || to.includes(':'))) return ['rsync'];
  return [];
}

function sealedBy(recipient: string | undefined, forFile: string): readonly string[] {
  if (recipient === undefined) return [/\.(?:asc|gpg|pgp)$/.test(forFile) ? 'gpg' : 'age'];
  // Who it is, and so which of the two, is known when it is planned.
  if (recipient.includes('{{')) return [];
  return [/^(?:age1|ssh-)/.test(recipient) ? 'age' : 'gpg'];
}
