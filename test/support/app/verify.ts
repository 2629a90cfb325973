import { readCheckpoints, replayers } from '../../../src/app/log-keeping.ts';
import type { App } from '../../../src/app.ts';
import { loadSigner } from '../../../src/audit/signing-key.ts';
import { type Verification, verifyLog } from '../../../src/audit/verify/verify.ts';
import type { Config } from '../../../src/config/config.ts';

/** What `keyturn audit verify` does, over the whole log of a program that runs. */
export async function verifyWholeLog(app: Pick<App, 'db'>, config: Config): Promise<Verification> {
  const signer = await loadSigner({ home: config.home, given: undefined, origin: config.log.origin });
  const retained = await readCheckpoints(config.home);
  return verifyLog({ db: app.db, verifier: signer.verifier, retained, replayers });
}
