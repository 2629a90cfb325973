import type { FormField } from '../chat/card.ts';
import { exactTime } from '../chat/time-text.ts';
import type { HandedOn } from '../runbook/service.ts';
import { spoken } from '../values/characters.ts';
import { type Asked, carrying } from './asked.ts';
import type { Reply } from './command.ts';
import { fieldType, holding, NOTHING_OFFERED, type Offers } from './field-type.ts';
import type { ActionView, ParamView } from './services.ts';

/** Names of the fields that are not parameters; no parameter can begin with an underscore. */
export const REASON = '_reason';
export const CONFIRMATION = '_confirmation';

/**
 * Discord takes 25 options of a command, two of which may be ours (dry-run, share): an action with more parameters is asked for
 * all of them by its form, which has pages. Otherwise those behind could not be given there, and nobody would know.
 */
const MOST_DECLARED = 23;

/**
 * The form that asks for what is missing or wrong, or undefined when nothing is and the command could ask for everything.
 * @param problems what is wrong with each parameter
 * @param corrected whether a form was handed in already: then a missing value is marked as an error
 * @param taken what other actions handed on, which `asked` has as given; absent: nobody has looked
 * @param offers whom a parameter may name, and what there is to pick
 */
export function proposalForm(
  action: ActionView,
  asked: Asked,
  problems: { readonly [param: string]: string },
  corrected: boolean,
  taken?: Readonly<Record<string, HandedOn>>,
  offers: Offers = NOTHING_OFFERED,
): Reply | undefined {
  const needsReason = action.needs.reason && asked.mode === 'execute';
  const needsConfirmation = action.needs.confirmation && asked.mode === 'execute';
  const lacksReason = needsReason && spoken(asked.reason) === undefined;
  const phrase = confirmationOf(action);
  const lacksConfirmation = needsConfirmation && asked.confirmation?.trim() !== phrase;
  // What another action handed on is shown before it is asked for: nobody has typed it.
  const isShown = action.params.length <= MOST_DECLARED && Object.keys(taken ?? {}).length === 0;
  const wasAsked = corrected || asked.seen !== undefined || (isShown && !hasUntyped(action, asked));
  if (wasAsked && Object.keys(problems).length === 0 && !lacksReason && !lacksConfirmation) return undefined;

  const known = new Set(action.params.map((param) => param.name));
  const strays = Object.entries(problems).filter(([name]) => !known.has(name));
  const fields = action.params.map((param) =>
    paramField(param, asked, problems[param.name], { corrected, hint: hintOf(param, taken), offers }),
  );
  if (needsReason) {
    fields.push({
      name: REASON,
      label: 'Why',
      type: 'longtext',
      required: true,
      maxLength: 2_000,
      hint: 'Those who decide read this, and it stays in the log.',
      ...(asked.reason === undefined ? {} : { value: asked.reason }),
      ...(lacksReason && corrected ? { error: 'Say why.' } : {}),
    });
  }
  if (needsConfirmation) {
    fields.push({
      name: CONFIRMATION,
      label: `Type ${phrase}`,
      type: 'text',
      required: true,
      hint: 'Letter by letter, to show that you mean it.',
      ...(asked.confirmation === undefined ? {} : { value: asked.confirmation }),
      ...(lacksConfirmation && corrected ? { error: `This is not ${phrase}.` } : {}),
    });
  }
  const intro = [introOf(action, asked), ...strays.map(([, problem]) => problem)].join('\n');
  return {
    type: 'form',
    intent: {
      kind: 'run.propose',
      data: {
        action: action.ref,
        mode: asked.mode,
        share: asked.share,
        fields: [...known],
        ...carrying(asked),
      },
    },
    form: { title: action.title, intro, fields, submit: submitLabel(action, asked) },
  };
}

/** Whether something may be given that nobody could. */
function hasUntyped({ params, risk }: ActionView, { untyped }: Asked): boolean {
  if (untyped === undefined || params.length === 0) return false;
  return untyped === 'always' || risk !== 'read';
}

/** What must be typed: the action's id without its runbook. */
function confirmationOf(action: ActionView): string {
  return action.ref.slice(action.ref.indexOf(':') + 1);
}

function introOf(action: ActionView, asked: Asked): string {
  const described = action.description === '' ? action.ref : action.description;
  if (asked.mode === 'dry-run') {
    const what = action.hasDryRun
      ? 'A dry run: nothing is changed.'
      : 'This action cannot rehearse: what it would do is shown next, and nothing is run.';
    return `${what}\n${described}`;
  }
  if (action.needs.breakGlass) {
    const glass =
      'Break-glass: it begins on you alone, others will review it, and you are named in the log. What exactly would run, and at which steps it waits for whom, is shown next.';
    return [glass, ...action.conditions].join('\n');
  }
  // What must hold, and who must agree, before anybody fills it in.
  return [described, ...action.conditions].join('\n');
}

function submitLabel(action: ActionView, asked: Asked): string {
  if (asked.mode === 'dry-run' && action.hasDryRun) return 'Rehearse';
  if (asked.mode === 'dry-run' || action.needs.breakGlass) return 'Show what would run';
  return action.risk === 'read' || action.risk === 'low' ? 'Run' : 'Ask for approval';
}

interface FieldAbout {
  readonly corrected: boolean;
  readonly hint: string;
  readonly offers: Offers;
}

function paramField(
  param: ParamView,
  asked: Asked,
  problem: string | undefined,
  { corrected, hint, offers }: FieldAbout,
): FormField {
  const value = asked.params[param.name] ?? param.default;
  const given = (asked.params[param.name] ?? '') !== '';
  return {
    name: param.name,
    label: param.name.replaceAll('_', ' '),
    ...fieldType(
      param.type,
      param.choices,
      { ...offers, people: holding(offers.people, param.of) },
      param.name,
    ),
    required: param.required,
    hint,
    ...(value === undefined ? {} : { value }),
    ...(param.maxLength === undefined ? {} : { maxLength: param.maxLength }),
    ...(problem !== undefined && (given || corrected) ? { error: problem } : {}),
  };
}

/** What it is, and where its value comes from that nobody has typed. */
function hintOf(
  { name, type, description, from }: ParamView,
  taken: Readonly<Record<string, HandedOn>> | undefined,
): string {
  if (from === undefined || type === 'pick' || taken === undefined) return description;
  const one = taken[name];
  const origin =
    one === undefined
      ? `No run of ${from} has handed one on lately.`
      : 'value' in one
        ? `From ${one.run}, which ${one.by} had run: it ended ${exactTime(one.at)}.`
        : `What ${one.run} handed on is not what Keyturn wrote (${one.doubt}): give it yourself, and run keyturn audit verify.`;
  return `${description.replace(/\.$/, '')}. ${origin}`;
}
