import { cut } from '../values/cut.ts';
import { type Command, defineCommand, type Option } from './command.ts';
import { holding, searchChoices, searchPeople } from './field-type.ts';
import { propose } from './propose.ts';
import { maySee } from './seen.ts';
import type { ActionView, ParamView } from './services.ts';

/**
 * `/shop clear-cache …`: a typed subcommand for each action with a shortcut. Made from the definitions as
 * they are now, so a reloaded runbook brings new ones.
 */
export function shortcutCommands(actions: readonly ActionView[]): readonly Command[] {
  return actions.flatMap((action) =>
    action.shortcut === undefined ? [] : [shortcut(action, action.shortcut)],
  );
}

function shortcut(action: ActionView, name: string): Command {
  const params = new Set(action.params.map((param) => param.name));
  const extras = extraOptions(action).filter((option) => !params.has(option.name));
  return defineCommand({
    path: [action.runbook, name],
    action,
    summary: cut(action.title, 100),
    help: helpOf(action),
    examples: [exampleOf(action, name)],
    options: [...action.params.map((param) => paramOption(action, param)), ...extras],
    async run(context, options) {
      const given = Object.entries(options).filter(([option]) => params.has(option));
      return propose(context, {
        action: action.ref,
        params: Object.fromEntries(given),
        mode: !params.has('dry-run') && options['dry-run'] === 'true' ? 'dry-run' : 'execute',
        share: !params.has('share') && options.share === 'true',
      });
    },
  });
}

/** With a value for each parameter that has to be given and shows one; the form asks for the others. */
function exampleOf({ runbook, params }: ActionView, name: string): string {
  const given = params.flatMap((param) => {
    const value = param.example ?? param.choices[0];
    const needed = param.required && param.default === undefined && param.from === undefined;
    return needed && value !== undefined && !value.includes('\n') ? [`${param.name}:${value}`] : [];
  });
  return [`/${runbook} ${name}`, ...given].join(' ');
}

function extraOptions(action: ActionView): readonly Option[] {
  const options: Option[] = [];
  if (action.hasDryRun) {
    options.push({
      name: 'dry-run',
      type: 'boolean',
      description: 'Rehearse it; nothing is changed.',
      required: false,
    });
  }
  if (action.risk === 'read' || action.hasDryRun) {
    options.push({
      name: 'share',
      type: 'boolean',
      description: 'Show the answer to the whole channel.',
      required: false,
    });
  }
  return options;
}

/** Never required here: what is missing opens a form, with the reason beside the field. */
function paramOption(action: ActionView, param: ParamView): Option {
  return {
    name: param.name,
    type: OPTION_TYPES[param.type] ?? 'text',
    description: cut(param.description, 100),
    required: false,
    ...(param.choices.length === 0
      ? {}
      : { choices: param.choices.map((choice) => ({ value: choice, label: choice })) }),
    ...(param.maxLength === undefined ? {} : { maxLength: param.maxLength }),
    ...(param.type === 'person' ? { complete: completePerson(param.of) } : {}),
    ...(param.type === 'pick' ? { complete: completePick(action, param.name) } : {}),
  };
}

/** Only people of the settings are told who else there is. */
function completePerson(of: readonly string[] | undefined): NonNullable<Option['complete']> {
  return async (text, { services, principal }) =>
    principal === undefined ? [] : searchPeople(holding(services.catalogue.people(), of), text);
}

/** What was listed lately, for whoever may look at it: nothing is run while somebody types. */
function completePick({ ref, runbook }: ActionView, param: string): NonNullable<Option['complete']> {
  return async (text, { services, principal }) => {
    const deed = { do: 'run', system: runbook, risk: 'read', mode: 'execute' } as const;
    if (!(await maySee({ services, principal }, deed))) return [];
    const lists = await services.runs.lists(ref);
    return searchChoices(lists[param] ?? [], text);
  };
}

const OPTION_TYPES: Readonly<Record<string, Option['type']>> = {
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  choice: 'choice',
};

function helpOf(action: ActionView): string {
  const params = action.params.map((param) => `- ${param.name}: ${param.description}`);
  return [
    action.description,
    `Runs ${action.ref} (risk: ${action.risk}${action.source === '' ? '' : `, source ${action.source}`}).`,
    ...params,
  ]
    .filter((line) => line !== '')
    .join('\n');
}
