import { readCheckpoints, replayers, tables } from '../../../src/app/log-keeping.ts';
import type { App } from '../../../src/app.ts';
import { authorityOf } from '../../../src/audit/authority.ts';
import { loadSigner } from '../../../src/audit/signing-key.ts';
import { type Verification, verifyLog } from '../../../src/audit/verify/verify.ts';
import type { Config } from '../../../src/config/config.ts';

/** What `keyturn audit verify` does, over the whole log of a program that runs. */
export async function verifyWholeLog(app: Pick<App, 'db'>, config: Config): Promise<Verification> {
  const { home, environment } = config;
  const signer = await loadSigner({ home, given: undefined, origin: config.log.origin, environment });
  const retained = await readCheckpoints(config.home);
  return verifyLog({
    db: app.db,
    verifier: signer.verifier,
    authority: authorityOf(signer),
    retained,
    replayers,
    tables,
  });
}
