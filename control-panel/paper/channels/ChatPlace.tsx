import { useState } from 'react';
import type { AdapterForm } from '../../http/adapters.ts';
import { useList } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Chat } from './Chat.tsx';

/** One line until it is wanted: five forms of which most shops fill in one would be a wall. What was begun stands open. */
export function ChatPlace({ form, onSaved }: { readonly form: AdapterForm; readonly onSaved: () => void }) {
  const isOn = useList('channels').some((channel) => channel.channel === form.id && channel.enabled);
  // As it was when one came: a form must not move under the hands that fill it in.
  const [begun] = useState(isOn || form.saved.length > 0);
  if (begun) return <Chat form={form} onSaved={onSaved} />;
  return (
    <details className="fold chat-place">
      <summary>{w('channels.connect', { label: form.label })}</summary>
      <Chat form={form} onSaved={onSaved} />
    </details>
  );
}
