import type { Context, Next } from 'hono';
import { ZodError, type z } from 'zod';
import { messageOf, OpsError, type Refusal } from '../../../errors.ts';
import { cut } from '../../../values/cut.ts';
import type { ConsoleOptions } from './options.ts';

/** Reads a JSON body. @throws ZodError when it has another shape, SyntaxError when it is not JSON. */
export async function readBody<T extends z.ZodType>(context: Context, schema: T): Promise<z.infer<T>> {
  return schema.parse(JSON.parse(await context.req.text()));
}

/** Refuses an address with a zero character in it: nothing is called so, and no database takes the question. */
export async function storableAddress(context: Context, next: Next): Promise<Response | undefined> {
  if (context.req.url.includes('%00'))
    return context.json({ refusal: malformed('its address holds the zero character') }, 400);
  await next();
  return undefined;
}

/** Turns whatever a request threw into a refusal that the page shows. Bugs are logged and stay vague. */
export function answerError(error: unknown, context: Context, logger: ConsoleOptions['logger']): Response {
  if (error instanceof OpsError) return context.json({ refusal: error.refusal }, 422);
  if (error instanceof ZodError || error instanceof SyntaxError) {
    return context.json({ refusal: malformed(messageOf(error)) }, 400);
  }
  logger.error({ err: error, path: context.req.path }, 'the console could not answer');
  return context.json({ refusal: BUG }, 500);
}

export function unknownThing(kind: string, id: string): OpsError {
  return new OpsError({
    code: `console.unknown-${kind}`,
    what: `There is no ${kind} "${id}" here.`,
    why: 'It was deleted, belongs to somebody else, or never existed.',
    next: 'Reload the page.',
  });
}

export const TOO_LARGE: Refusal = {
  code: 'console.too-large',
  what: 'The request was refused.',
  why: 'It is larger than 1 MB.',
  next: 'Shorten the text, or attach it somewhere and send the link.',
};

/** Answered with 503: the page asks again until the next process answers. */
export const STOPPING: Refusal = {
  code: 'console.stopping',
  what: 'The request was not taken.',
  why: 'Keyturn is about to stop.',
  next: 'Try again in a moment.',
};

function malformed(detail: string): Refusal {
  return {
    code: 'console.malformed',
    what: 'The request was refused.',
    why: `It does not have the expected form: ${cut(detail, 500)}`,
    next: 'Reload the page.',
  };
}

const BUG: Refusal = {
  code: 'console.failed',
  what: 'That did not work.',
  why: 'Something failed inside Keyturn; its log has the details.',
  next: 'Look at what stands in the channel before you try again.',
};
