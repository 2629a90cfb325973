import type { Json } from '../../canonical.ts';
import { comparable, isNumeric, numberText, sumOf } from '../../values/number.ts';
import type { Param } from '../definition/construct/param.ts';
import type { Known } from './known.ts';
import { parseTemplate } from './template.ts';

type Values = Readonly<Record<string, Json>>;

/** Why a value does not do beside others, in words that fit behind it, and what to write. */
interface Misfit {
  readonly param: string;
  readonly why: string;
  readonly next: string;
}

/** Values that are sound by themselves, and do not fit those of other parameters, of variables, or the roles of people. */
export function besideOthers(
  declared: Readonly<Record<string, Param>>,
  values: Values,
  known: Known,
): readonly Misfit[] {
  return Object.entries(declared)
    .filter(([name]) => Object.hasOwn(values, name))
    .flatMap(([name, param]) => [
      ...ofOtherRoles(name, param, values, known),
      ...sameAs(name, param, values, known),
      ...addedUp(name, param, values),
    ]);
}

/** A role that a platform's groups give is the platform's to tell: who may have it is not refused. */
function ofOtherRoles(
  name: string,
  { of }: Param,
  values: Values,
  { people = [] }: Known,
): readonly Misfit[] {
  const person = people.find(({ id }) => id === values[name]);
  if (of === undefined || person === undefined) return [];
  const roles = [...person.roles, ...(person.perhaps ?? [])];
  if (of.some((role) => roles.includes(role))) return [];
  const fit = people.filter((one) => of.some((role) => one.roles.includes(role))).map(({ id }) => id);
  const next = fit.length === 0 ? 'Nobody in the settings is.' : `Name one of these: ${fit.join(', ')}.`;
  return [{ param: name, why: `is none of ${of.join(' or ')}`, next }];
}

/** The value that a template is nothing but, and what people know it by. */
export function otherValue(template: string): { readonly scope: string; readonly name: string } | undefined {
  const [only, ...others] = parseTemplate(template.trim()).parts;
  if (typeof only !== 'object' || others.length > 0 || only.path.length !== 1) return undefined;
  return { scope: only.scope, name: only.path[0] ?? '' };
}

function sameAs(
  name: string,
  { not = [] }: Param,
  values: Values,
  { vars, lessensRisk = false }: Known,
): readonly Misfit[] {
  return not.flatMap((template): readonly Misfit[] => {
    const other = otherValue(template);
    if (other === undefined) return [];
    const isUnset = other.scope !== 'params' && vars !== undefined && !Object.hasOwn(vars, other.name);
    if (isUnset && !lessensRisk)
      return [
        {
          param: name,
          why: `cannot be told from ${other.name}, a variable without a value`,
          next: `Have ${other.name} set among the vars of the system in keyturn.yaml.`,
        },
      ];
    const from: Values = other.scope === 'params' ? values : (vars ?? {});
    if (!Object.hasOwn(from, other.name) || !isSame(values[name], from[other.name])) return [];
    return [{ param: name, why: `is what ${other.name} is`, next: `Give another one as ${name}.` }];
  });
}

/** A number is the same in other digits, also where a variable has it as text; an address of Ethereum in capital letters. */
function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (isNumeric(one) || isNumeric(other)) {
    const [mine, its] = [comparable(one), comparable(other)];
    return mine !== undefined && its !== undefined && mine.eq(its);
  }
  const plain = (value: Json | undefined): string => {
    const text = String(value);
    return text.startsWith('0x') ? text.toLowerCase() : text;
  };
  return plain(one) === plain(other);
}

function addedUp(name: string, { addsUp }: Param, values: Values): readonly Misfit[] {
  if (addsUp === undefined) return [];
  const all = [name, ...addsUp.with].map((each) => values[each]);
  if (!all.every(isNumeric)) return [];
  const sum = sumOf(all);
  if (sum === sumOf([addsUp.to])) return [];
  const others = addsUp.with.join(' and ');
  return [
    {
      param: name,
      why: `and ${others} are ${sum} together`,
      next: `Give values that add up to ${numberText(addsUp.to)}.`,
    },
  ];
}
