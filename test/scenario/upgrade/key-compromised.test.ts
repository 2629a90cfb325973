import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keypairFrom } from '../../../examples/plant/kit/keys.ts';
import { MEMBERS } from '../../../examples/plant/upgrade/src/addresses.ts';
import { GOVERNANCE, startUpgradeWorld, type UpgradeWorld } from '../../support/app/upgrade.ts';

const because = (action: string) => ({ _reason: 'The key was stolen', _confirmation: action });
const AWAIT = 'Wait for the signatures of three members';
const OLD = MEMBERS[2]?.pubkey ?? '';
const NEW = keypairFrom('the new key of the third member').pubkey;

describe('a member of the multisig whose key is compromised', () => {
  let world: UpgradeWorld;
  let pending: string;
  beforeAll(async () => {
    world = await startUpgradeWorld();
    pending = await world.proposed();
    world.plant.fault('member-compromised');
  });
  afterAll(() => world.close());

  it('is answered at once by one person: everybody is told, what is pending is frozen, and their rights end', async () => {
    const counting = await world.asked('proposal/await-approvals', [AWAIT, 'Waiting until this holds'], {
      form: { proposal: pending },
    });
    await world.brokenGlass('key/revoke', 'Revoke a compromised key', {
      form: { member: 'farah', key: OLD },
    });
    // It counts the stolen key: what it was begun with knows of no key to leave out.
    const { text } = await world.as('ana').reads(counting, 'Revoke a compromised key');
    expect(text).not.toContain('Done after');
    await world.as('ivan').sees([OLD, 'is compromised. Sign nothing that it signed.'], GOVERNANCE);
    await world.confirms('emil', 'Revoke a compromised key', 'Have every other member sign nothing');
    await world.app.setRole('multisig-members', ['dora', 'emil', 'goran', 'hana']);
    await world.confirms('ben', 'Revoke a compromised key', 'Is this person taken out of the role');
    await world.after(['Revoke a compromised key', 'Done after']);
  });

  it('is audited: what the key signed stands there, and what is pending', async () => {
    const { text } = await world.ran('key/audit', 'What a key signed', { form: { key: OLD, count: '100' } });
    expect(text).toContain(`approved ${pending}`);
  });

  it('is replaced by three of the four others, and confirms nothing of it', async () => {
    const asked = await world.approved('key/replace', 'Replace the key of a member', {
      form: { member: 'farah', old: OLD, new: NEW, ...because('key/replace') },
      approvers: ['farah', 'chen', 'dora', 'emil'],
    });
    await world.confirms('goran', 'Replace the key of a member', 'Did “Farah Haddad” show you');
    await world.plant.replaceMember(3, NEW);
    await world.confirms('hana', 'Replace the key of a member', 'Three of the four other members sign');
    await world.confirms('goran', 'Replace the key of a member', 'Does an explorer show');
    await world.confirms('ben', 'Replace the key of a member', 'Does keyturn.yaml name');
    const { text } = await world.comesTo(asked, 'Carried out');
    expect(text).not.toContain('Farah Haddad approved');
    await world.as('ivan').sees(['The key of “Farah Haddad” is replaced', NEW], GOVERNANCE);
    expect(world.plant.state().multisig.members).toContain(NEW);
    expect(world.plant.state().multisig.members).not.toContain(OLD);
  });

  it('leaves no signature of the old key on what is pending', async () => {
    await world.ran('proposal/list', 'List the open proposals');
    expect(world.proposal()).toMatchObject({ id: pending, approvals: [] });
    expect((await world.app.verify()).findings).toEqual([]);
  });
});
