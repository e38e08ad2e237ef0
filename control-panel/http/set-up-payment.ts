import type { SettingValue } from './adapters.ts';
import { call, type HttpAnswer } from './api.ts';

/** How setting up a provider went, step by step. */
export interface PaymentSetUp {
  readonly done: boolean;
  /** Test money; null where that is not known. */
  readonly test: boolean | null;
  readonly lines: readonly { readonly ok: boolean; readonly what: string; readonly mend: string }[];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Tries what was typed at the provider, makes there what selling needs, and keeps it where that worked. Takes some seconds. */
export async function setUpPayment(provider: string, settings: Readonly<Record<string, SettingValue>>): Promise<HttpAnswer<PaymentSetUp>> {
  const answer = await call('POST', `/api/payments/${encodeURIComponent(provider)}/set-up`, { settings });
  if (!answer.ok) return answer;
  const value = isRecord(answer.value) ? answer.value : {};
  const lines = Array.isArray(value['lines']) ? value['lines'].filter(isRecord) : [];
  return {
    ok: true,
    value: {
      done: value['done'] === true,
      test: typeof value['test'] === 'boolean' ? value['test'] : null,
      lines: lines.map((line) => ({ ok: line['ok'] === true, what: text(line['what']), mend: text(line['mend']) })),
    },
  };
}
