import type { Json } from '../../canonical.ts';
import { OpsError } from '../../errors.ts';
import type { EffectIo } from '../../runbook/engine/effect-port.ts';
import { jsonText, readJson } from '../../values/json.ts';
import type { Answer } from '../written.ts';

/** What an operation of an integration would answer, made of what a test says. */
interface Making {
  /** Keys of an answer that mean something here. */
  readonly keys: readonly (keyof Answer)[];
  /** What an integration says of an effect that did not begin. */
  readonly notBegun: string;
  make(answer: Answer, io: EffectIo): Json;
}

const MAKINGS: Readonly<Record<string, Making>> = {
  'shell.run': {
    keys: ['exit', 'text', 'json', 'errors'],
    notBegun: 'shell.not-started',
    make({ exit = 0, errors = '', ...printed }, io) {
      const stdout = textOf(printed, io);
      io.output('out', stdout);
      io.output('err', errors);
      return { exit, signal: null, stdout, stderr: errors, dropped: 0, ms: 0 };
    },
  },
  'http.request': {
    keys: ['status', 'text', 'json'],
    notBegun: 'http.no-connection',
    make({ status = 200, ...body }, io) {
      const text = textOf(body, io);
      const read = readJson(text);
      return { status, body: 'value' in read ? read.value : text, ms: 0 };
    },
  },
  'sql.query': {
    keys: ['rows'],
    notBegun: 'sql.no-connection',
    make({ rows = [] }) {
      const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
      const cells = rows.map((row) => columns.map((column) => cellOf(row[column])));
      return { columns, rows: cells, more: false, ms: 0 };
    },
  },
  'sql.change': {
    keys: ['changed'],
    notBegun: 'sql.no-connection',
    make: ({ changed = 0 }) => ({ count: changed, ms: 0 }),
  },
};

/** Keys that fit whatever is asked. */
const ENDS: readonly (keyof Answer)[] = ['fails', 'lost'];

/** Keys of an answer that mean nothing to an effect; undefined where no answer can be made for it at all. */
export function unfitting(effect: string, answer: Answer): readonly string[] | undefined {
  const making = MAKINGS[effect];
  if (making === undefined) return undefined;
  const fitting = new Set<string>([...making.keys, ...ENDS]);
  return Object.keys(answer).filter((key) => !fitting.has(key));
}

/** Answers as the integration would. @throws OpsError where the test says that nothing began, or that the answer was lost. */
export function answerAs(effect: string, answer: Answer, io: EffectIo): Json {
  const making = MAKINGS[effect];
  if (making === undefined) throw new Error(`nothing is known of answers of ${effect}`);
  const { fails, lost } = answer;
  if (fails !== undefined) throw ended(making.notBegun, fails);
  io.begin();
  if (lost !== undefined) throw ended('trial.lost', lost);
  return making.make(answer, io);
}

function ended(code: string, why: string): OpsError {
  return new OpsError({ code, what: 'The test had it end so.', why, next: 'Look at the test.' });
}

/** An answer may speak of the run that asks, as what is really asked does where it was told. */
function textOf({ text = '', json }: Pick<Answer, 'text' | 'json'>, { run }: EffectIo): string {
  return (json === undefined ? text : jsonText(json)).replaceAll('{{ run.id }}', run);
}

function cellOf(value: string | number | boolean | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
