import type { Script, Scripts } from '../script.ts';

function alertScript(alert: string, recipients: readonly string[], summary: string): Script {
  return {
    summary,
    run: async ({ plant, progress }) => {
      for (const recipient of recipients) await progress(`alerting ${recipient}`, 150);
      const sentAt = plant.change((_state, { now, effect }) => {
        effect('alert.send', { alert, recipients: recipients.join(', ') });
        return now.toISOString();
      });
      return { output: { alert, recipients, sent_at: sentAt } };
    },
  };
}

export const scripts: Scripts = {
  'liquidity-crisis': alertScript(
    'liquidity-crisis',
    ['market making desk', 'bd@orca.so'],
    'Alerts the market making team. Every call sends again.',
  ),
  'security-breach': alertScript(
    'security-breach',
    ['on-call engineer', 'tech lead', 'security lead', 'CTO', 'CEO'],
    'Alerts the entire team. Every call sends again.',
  ),
};
