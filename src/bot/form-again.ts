import type { FormField } from '../chat/card.ts';
import type { Reply } from '../commands/command.ts';
import { isRefusal, type OpsError, type Refusal } from '../errors.ts';
import { spoken } from '../values/characters.ts';

type Values = { readonly [name: string]: string };

/**
 * Takes what a form came back with. A mistake in what was typed opens it again, with the mistake at its field and all that
 * was typed: nobody writes twice what they saw. Any other refusal is told as such.
 * @param ask makes the form anew
 * @param refused hears of what was refused by an error and is told by the form alone
 */
export async function takeForm(
  values: Values,
  ask: () => Promise<Reply>,
  submit: () => Promise<Reply>,
  refused: (error: OpsError) => Promise<void>,
): Promise<Reply> {
  if (Object.values(values).some((value) => spoken(value) === undefined)) {
    const again = withMistakes(await ask(), values, (field) =>
      field.required && spoken(values[field.name]) === undefined ? 'Write something here.' : undefined,
    );
    if (again !== undefined) return again;
  }
  try {
    return await submit();
  } catch (error) {
    const again = isRefusal(error) && (await mistaken(error.refusal, values, ask));
    if (!again) throw error;
    await refused(error);
    return again;
  }
}

async function mistaken(
  { mistakes }: Refusal,
  values: Values,
  ask: () => Promise<Reply>,
): Promise<Reply | undefined> {
  return mistakes && withMistakes(await ask(), values, ({ name }) => mistakes[name]);
}

/** The form with what was typed, or undefined when no field of it is mistaken. */
function withMistakes(
  reply: Reply,
  values: Values,
  mistake: (field: FormField) => string | undefined,
): Reply | undefined {
  if (reply.type !== 'form') return undefined;
  const fields = reply.form.fields.map((field): FormField => {
    const error = mistake(field);
    const value = values[field.name];
    const kept = value === undefined || field.once ? {} : { value };
    return { ...field, ...kept, ...(error === undefined ? {} : { error }) };
  });
  if (fields.every(({ error }) => error === undefined)) return undefined;
  return { ...reply, form: { ...reply.form, fields } };
}
