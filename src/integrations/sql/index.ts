import { defineIntegration, defineOperation, type Integration } from '../integration.ts';
import type { AccessOf } from './access.ts';
import { change, changeInput } from './change.ts';
import { query, queryInput } from './query.ts';

/** Databases that speak the protocol of Postgres. */
export function createSql(accessOf: AccessOf): Integration {
  return defineIntegration({
    id: 'sql',
    summary:
      'Asks databases in transactions that only read, and changes a number of rows that is known before.',
    operations: {
      query: defineOperation({ input: queryInput, run: (input, io) => query(accessOf, input, io) }),
      change: defineOperation({ input: changeInput, run: (input, io) => change(accessOf, input, io) }),
    },
  });
}
