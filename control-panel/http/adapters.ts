import { useCallback, useEffect, useState } from 'react';
import { call } from './api.ts';

/** What `GET /api/adapters` says of a chat or a way to pay: enough to draw its form. */
export interface SettingField {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'switch';
  readonly title: string;
  readonly hint: string;
  readonly secret: boolean;
  readonly required: boolean;
  /** `log-in`: needed to log in by a code; `instead`: only where nobody logs in that way; `made`: brought by setting up, never typed. */
  readonly part: 'form' | 'log-in' | 'instead' | 'made';
}
export type SettingValue = string | number | boolean;
export interface AdapterForm {
  readonly id: string;
  readonly label: string;
  readonly fields: readonly SettingField[];
  /** What was saved, without secrets. */
  readonly values: Readonly<Record<string, SettingValue>>;
  /** Names of everything that was saved, secrets too. */
  readonly saved: readonly string[];
  /** Longest message; 0 where it is no chat. */
  readonly longest: number;
  /** How late viewers see the picture, where nobody said otherwise; 0 where it is no chat. */
  readonly delaySeconds: number;
  /** A person can write there, too. */
  readonly typed: boolean;
  /** What is needed to log in by a code; null where one does not. */
  readonly logIn: { readonly text: string; readonly link: string; readonly url: string } | null;
  /** What the platform gives a day, and what a show takes of it; null where nothing is counted by the day. */
  readonly allowance: Allowance | null;
  readonly settles: 'order' | 'page' | null;
  /** It is set up in one go: what is typed is tried at once, and what selling needs is made there. */
  readonly setsUp: boolean;
}
export interface Allowance {
  readonly title: string;
  readonly total: number;
  readonly used: number;
  readonly said: string;
  readonly rows: readonly string[];
}
export interface AdapterForms {
  readonly chats: readonly AdapterForm[];
  readonly payments: readonly AdapterForm[];
  readonly shops: readonly AdapterForm[];
  /** Null where no mail can be sent. */
  readonly mail: AdapterForm | null;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isSetting = (value: unknown): value is SettingValue => ['string', 'number', 'boolean'].includes(typeof value);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function readField(value: unknown): readonly SettingField[] {
  if (!isRecord(value) || typeof value['name'] !== 'string') return [];
  const kind = value['kind'];
  return [
    {
      name: value['name'],
      kind: kind === 'number' || kind === 'switch' ? kind : 'text',
      title: text(value['title']) || value['name'],
      hint: text(value['hint']),
      secret: value['secret'] === true,
      required: value['required'] === true,
      part: value['part'] === 'log-in' || value['part'] === 'instead' || value['part'] === 'made' ? value['part'] : 'form',
    },
  ];
}
function readAllowance(value: unknown): Allowance | null {
  if (!isRecord(value) || typeof value['total'] !== 'number' || typeof value['used'] !== 'number') return null;
  const rows = Array.isArray(value['rows']) ? value['rows'].filter((row) => typeof row === 'string') : [];
  return { title: text(value['title']), total: value['total'], used: value['used'], said: text(value['said']), rows };
}
function readForm(value: unknown): readonly AdapterForm[] {
  if (!isRecord(value) || typeof value['id'] !== 'string') return [];
  const limits = isRecord(value['limits']) ? value['limits'] : {};
  return [
    {
      id: value['id'],
      label: text(value['label']) || value['id'],
      fields: Array.isArray(value['fields']) ? value['fields'].flatMap(readField) : [],
      values: isRecord(value['values'])
        ? Object.fromEntries(Object.entries(value['values']).flatMap(([name, each]) => (isSetting(each) ? [[name, each]] : [])))
        : {},
      saved: Array.isArray(value['saved']) ? value['saved'].filter((name) => typeof name === 'string') : [],
      longest: typeof limits['longest'] === 'number' ? limits['longest'] : 0,
      delaySeconds: typeof value['delaySeconds'] === 'number' ? value['delaySeconds'] : 0,
      typed: isRecord(value['capabilities']) && value['capabilities']['typed'] === true,
      logIn: isRecord(value['logIn']) ? { text: text(value['logIn']['text']), link: text(value['logIn']['link']), url: text(value['logIn']['url']) } : null,
      allowance: readAllowance(value['allowance']),
      settles: value['settles'] === 'order' || value['settles'] === 'page' ? value['settles'] : null,
      setsUp: value['setsUp'] === true,
    },
  ];
}

export type Adapters =
  | { readonly kind: 'asking' }
  | { readonly kind: 'away'; readonly message: string; readonly again: () => void }
  | { readonly kind: 'here'; readonly forms: AdapterForms; readonly again: () => void };

/** The forms of everything that can be plugged in; `again` after something was saved. */
export function useAdapters(): Adapters {
  const [state, setState] = useState<
    { readonly kind: 'asking' } | { readonly kind: 'away'; readonly message: string } | { readonly kind: 'here'; readonly forms: AdapterForms }
  >({ kind: 'asking' });
  const again = useCallback(() => {
    void call('GET', '/api/adapters', null).then((answer) => {
      if (!answer.ok) return setState({ kind: 'away', message: answer.message });
      const value = isRecord(answer.value) ? answer.value : {};
      const list = (name: string): readonly AdapterForm[] => (Array.isArray(value[name]) ? value[name].flatMap(readForm) : []);
      setState({ kind: 'here', forms: { chats: list('chats'), payments: list('payments'), shops: list('shops'), mail: readForm(value['mail'])[0] ?? null } });
    });
  }, []);
  useEffect(again, [again]);
  return state.kind === 'asking' ? state : { ...state, again };
}
