import type { ActionView, ParamView } from '../../../src/commands/services.ts';

export function actionView(change: Partial<ActionView> = {}): ActionView {
  return {
    ref: 'twist:circuit-breaker/reset',
    runbook: 'twist',
    title: 'Reset the circuit breaker',
    description: '',
    source: 'L1',
    keywords: [],
    spokenOf: [],
    conditions: [],
    risk: 'high',
    shortcut: 'reset-breaker',
    params: [],
    hasDryRun: false,
    needs: { reason: false, confirmation: false, breakGlass: false },
    ...change,
  };
}

export function paramView(name: string, change: Partial<ParamView> = {}): ParamView {
  return {
    name,
    type: 'text',
    required: true,
    description: `The ${name}`,
    default: undefined,
    from: undefined,
    example: undefined,
    choices: [],
    maxLength: undefined,
    ...change,
  };
}
