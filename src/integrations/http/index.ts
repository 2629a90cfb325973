import { defineIntegration, defineOperation, type Integration } from '../integration.ts';
import { type HttpSettings, type Resolve, systemResolve } from './guard.ts';
import { request, requestInput } from './request.ts';

/** HTTP calls to the origins that the settings allow, and to nothing else. */
export function createHttp(settings: HttpSettings, resolve: Resolve = systemResolve): Integration {
  return defineIntegration({
    id: 'http',
    summary: 'Calls listed origins; internal addresses and redirects to them are refused.',
    operations: {
      request: defineOperation({
        input: requestInput,
        run: (input, io) => request(input, io, settings, resolve),
      }),
    },
  });
}
