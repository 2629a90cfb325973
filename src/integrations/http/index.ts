import { defineIntegration, defineOperation, type Integration } from '../integration.ts';
import { type Resolve, type SettingsOf, systemResolve } from './guard.ts';
import { request, requestInput } from './request.ts';

/** HTTP calls to the origins that the settings of the step's system allow, and to nothing else. */
export function createHttp(settingsOf: SettingsOf, resolve: Resolve = systemResolve): Integration {
  return defineIntegration({
    id: 'http',
    summary: 'Calls listed origins; internal addresses and redirects to them are refused.',
    operations: {
      request: defineOperation({
        input: requestInput,
        run: (input, io) => request(input, io, settingsOf(io.system), resolve),
      }),
    },
  });
}
