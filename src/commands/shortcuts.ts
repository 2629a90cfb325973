import { type Command, defineCommand, type Option } from './command.ts';
import { propose } from './propose.ts';
import type { ActionView, ParamView } from './services.ts';

/**
 * `/twist reset-breaker …`: a typed subcommand for each action with a shortcut. Made from the definitions as
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
    summary: action.title.slice(0, 100),
    help: helpOf(action),
    examples: [exampleOf(action, name)],
    options: [...action.params.map(paramOption), ...extras],
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
function paramOption(param: ParamView): Option {
  return {
    name: param.name,
    type: OPTION_TYPES[param.type] ?? 'text',
    description: param.description.slice(0, 100),
    required: false,
    ...(param.choices.length === 0
      ? {}
      : { choices: param.choices.map((choice) => ({ value: choice, label: choice })) }),
    ...(param.maxLength === undefined ? {} : { maxLength: param.maxLength }),
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
