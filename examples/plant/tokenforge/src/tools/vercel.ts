import { basename } from 'node:path';
import { hasFault } from '../faults.ts';
import { type Answer, type Call, EXIT, type Script, ScriptFailure } from '../script.ts';
import type { Deployment } from '../state.ts';
import { optionsOf } from './options.ts';

const DOMAIN = 'vercel.app';

const vercel: Script = {
  summary: 'Stands for vercel: releases of the website. Its exit codes are 0 and 1.',
  words:
    '[--prod] [--yes] | ls [--prod] | inspect <deployment or domain> | rollback <deployment> [--yes] [--timeout <time>] | rollback status',
  run: (call) => {
    const { plain, has } = optionsOf(call.words, {
      flags: ['--prod', '--yes', '-y', '--non-interactive'],
      values: ['--timeout', '--scope', '--cwd', '--token'],
      refuse: (option) => `Error: unknown or unexpected option: ${option}`,
    });
    if ((process.env.VERCEL_TOKEN ?? '') === '') {
      throw new ScriptFailure(
        EXIT.failed,
        'Error: No existing credentials found. Please run `vercel login` or pass "--token"',
      );
    }
    const [verb, what] = plain;
    if (verb !== undefined && verb !== 'deploy' && !isLinked()) {
      throw new ScriptFailure(
        EXIT.failed,
        "Error: Your codebase isn't linked to a project on Vercel. Run `vercel link` to begin.",
      );
    }
    if (verb === 'ls' || verb === 'list') return list(call);
    if (verb === 'inspect') return inspect(call, what);
    if (verb === 'rollback') return what === 'status' ? status(call) : rollback(call, what);
    if (verb !== undefined && verb !== 'deploy') {
      throw new ScriptFailure(EXIT.failed, `Error: The target must be a folder: ${verb}`);
    }
    return deploy(call, { production: has('--prod'), asked: !has('--yes') && !has('-y') });
  },
};

/** Which project is meant: nothing here was ever linked by hand. */
function isLinked(): boolean {
  return [process.env.VERCEL_ORG_ID, process.env.VERCEL_PROJECT_ID].every((id) => (id ?? '') !== '');
}

/** Where it is no terminal, the addresses alone are printed, newest first. */
function list({ plant }: Call): Answer {
  return { output: plant.read().deployments.toReversed().map(addressOf).join('\n') };
}

/** Of a domain it is the release that answers there. All of it is printed as errors. */
async function inspect(call: Call, target: string | undefined): Promise<Answer> {
  const { deployments, production } = call.plant.read();
  const named = deployments.find((each) => each.id === target || addressOf(each) === target);
  const found = named ?? deployments.find(({ id }) => id === production.id);
  if (found === undefined)
    throw new ScriptFailure(EXIT.failed, `Error: Can't find the deployment "${target ?? ''}"`);
  await call.progress(`  General\n\n    id\t\t${found.id}\n    url\t\t${addressOf(found)}\n`, 0);
  return { output: '' };
}

async function rollback(call: Call, target: string | undefined): Promise<Answer> {
  const { plant } = call;
  const { deployments, production } = plant.read();
  const before = deployments.filter(({ id }) => id !== production.id).at(-1);
  const wanted =
    target === undefined
      ? before
      : deployments.find((each) => each.id === target || addressOf(each) === target);
  if (wanted === undefined) {
    throw new ScriptFailure(EXIT.failed, `Error: Can't find the deployment "${target ?? ''}"`);
  }
  await call.progress(`Fetching deployment "${wanted.id}"`);
  return plant.change((state, { effect }) => {
    effect('site.rollback', { to: wanted.id });
    if (hasFault(state, 'rollback-stuck')) {
      state.production.rollback = 'pending';
      return { output: 'The rollback request has not finished in time', code: EXIT.failed };
    }
    state.production = { id: wanted.id, rollback: 'done' };
    return { output: `Success! tokenforge was rolled back to ${addressOf(wanted)} (${wanted.id})` };
  });
}

function status({ plant }: Call): Answer {
  const { rollback: how, id } = plant.read().production;
  if (how === 'pending') return { output: 'Rollback in progress', code: EXIT.failed };
  return { output: how === 'none' ? 'No deployment rollback in progress' : `Success! rolled back to ${id}` };
}

async function deploy(
  call: Call,
  { production, asked }: { readonly production: boolean; readonly asked: boolean },
): Promise<Answer> {
  if (asked)
    throw new ScriptFailure(
      EXIT.failed,
      'Error: Command `vercel deploy` requires confirmation. Use option "--yes"',
    );
  await call.progress('Uploading');
  call.halfway();
  await call.progress('Building');
  const { plant } = call;
  if (hasFault(plant.read(), 'bad-release')) {
    throw new ScriptFailure(EXIT.failed, 'Error: Command "npm run build" exited with 1');
  }
  return plant.change((state, { now, effect }) => {
    if (!isLinked()) {
      // With --yes it asks nobody which one is meant, and makes one that is named after the folder.
      effect('site.project');
      return { output: `https://${basename(process.cwd())}.${DOMAIN}` };
    }
    const id = `dpl_forge${41 + state.deployments.length}`;
    const made: Deployment = { id, commit: 'HEAD', at: now.toISOString(), works: true };
    state.deployments.push(made);
    // After a rollback the domain is given to no new release by itself.
    if (production && state.production.rollback !== 'done') state.production = { id, rollback: 'none' };
    effect('site.deploy', { id, production });
    return { output: addressOf(made) };
  });
}

function addressOf({ id }: Deployment): string {
  return `https://${id.replace('_', '-')}.${DOMAIN}`;
}

export const tools = { vercel };
