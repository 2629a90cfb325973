/** The part of a process of Keyturn that starts and stops programs, to be killed or to run as another user. */
import { createShell } from '../../src/integrations/shell/index.ts';

const [operation = '', input = ''] = process.argv.slice(2);
const io = {
  system: 'twist',
  begin: () => {},
  aside: <T>(work: () => Promise<T>) => work(),
  signal: new AbortController().signal,
  output: () => {},
  secret: () => '',
};
const result = await createShell().operations[operation]?.run(JSON.parse(input), io);
console.log(JSON.stringify(result));
