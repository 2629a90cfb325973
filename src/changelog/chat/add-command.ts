import { defineCommand } from '../../commands/command.ts';
import { ONE_SYSTEM } from '../../commands/options.ts';
import { propose } from '../../commands/propose.ts';
import { systemNamed } from '../../commands/system-named.ts';
import { requireAllowed, requirePerson } from '../../commands/who.ts';
import { WRITE_CHANGE } from '../change.ts';
import { CHANGELOG } from '../key.ts';
import { addForm } from './add-form.ts';

export default defineCommand({
  path: ['ops', 'changelog', 'add'],
  summary: 'Write down a change that no run made.',
  help: [
    'For what was done elsewhere: in a dashboard, at a vendor, on a host. A form asks what it was.',
    'Where the runbook has an action for that, its form opens instead.',
  ].join('\n'),
  examples: ['/ops changelog add system:shop'],
  options: [{ ...ONE_SYSTEM, description: 'Of which system; type to search.', required: true }],
  async run(context, options) {
    requirePerson(context);
    await requireAllowed(context, WRITE_CHANGE);
    const { services } = context;
    const system = systemNamed(services, (options.system ?? '').trim());
    const rules = CHANGELOG.in(services).rules(system.id);
    if (rules.action === undefined) return addForm(system, rules);
    return propose(context, {
      ...{ action: rules.action, params: {}, mode: 'execute', share: false },
      asks: true,
      untyped: 'always',
    });
  },
});
