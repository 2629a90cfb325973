import { suggestName } from '../../../written/nearest.ts';
import type { Finding } from '../../../written/problem.ts';
import { type Placeholder, parseTemplate } from '../../plan/template.ts';
import type { Runbook } from '../runbook.ts';
import { type Check, textsIn } from './check.ts';
import { stepId } from './steps.ts';

/** Kinds that run after others and may speak of their results. */
const LATE_KINDS: readonly string[] = ['assert', 'notify', 'branch'];

interface Known {
  readonly params: readonly string[];
  readonly vars: readonly string[];
  readonly steps: readonly string[];
  readonly late: boolean;
  readonly kind: string;
}

/** Every `{{ … }}` names something that exists when it is needed. */
export const checkTemplates: Check = (runbook) => [
  ...Object.values(runbook.actions).flatMap((action) =>
    (['steps', 'dryRun'] as const).flatMap((list) =>
      (action[list] ?? []).flatMap((step, index, steps) => {
        const known: Known = {
          params: Object.keys(action.params),
          vars: Object.keys(runbook.vars),
          steps: steps.slice(0, index).map(stepId),
          late: LATE_KINDS.includes(step.kind),
          kind: step.kind,
        };
        const path = ['actions', action.id, list, index, step.kind];
        return [...textsIn(step.written, path)].flatMap((found) => ofText(found.text, found.path, known));
      }),
    ),
  ),
  ...messageTemplates(runbook),
];

function ofText(text: string, path: readonly PropertyKey[], known: Known): readonly Finding[] {
  const { parts, errors } = parseTemplate(text);
  return [
    ...errors.map((error) => ({
      path,
      message: `'${error.piece}' is no placeholder.`,
      suggestion: `${capital(error.why)}.`,
    })),
    ...parts.flatMap((part) => (typeof part === 'string' ? [] : ofPlaceholder(part, path, known))),
  ];
}

function ofPlaceholder(part: Placeholder, path: readonly PropertyKey[], known: Known): readonly Finding[] {
  const [name = ''] = part.path;
  const among = (names: readonly string[], message: string): readonly Finding[] =>
    names.includes(name) ? [] : [{ path, message, suggestion: suggestName(name, names) }];
  switch (part.scope) {
    case 'secrets':
      return [];
    case 'params':
      return among(known.params, `The action has no parameter '${name}'.`);
    case 'vars':
      return among(known.vars, `The runbook has no variable '${name}'.`);
    case 'steps':
      if (!known.late) {
        const message = `A ${known.kind} step is approved before it runs and cannot use the result of another step.`;
        return [{ path, message, suggestion: `Use it in ${LATE_KINDS.join(', ')} only.` }];
      }
      return among(known.steps, `There is no earlier step '${name}'.`);
  }
}

/** Message templates have their own scope, `fields`. */
function messageTemplates(runbook: Runbook): readonly Finding[] {
  return Object.entries(runbook.templates).flatMap(([id, template]) => {
    const fields = Object.keys(template.fields);
    return [...template.text.matchAll(/\{\{\s*(.*?)\s*\}\}/g)].flatMap((match): readonly Finding[] => {
      const name = match[1]?.replace(/^fields\./, '') ?? '';
      if (match[1]?.startsWith('fields.') && fields.includes(name)) return [];
      const path = ['templates', id, 'text'];
      return [
        { path, message: `The template has no field '${name}'.`, suggestion: suggestName(name, fields) },
      ];
    });
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
