import { useCallback, useRef, useState } from 'react';
import type { CommandInput } from '@protocol/commands.ts';
import { useLine } from '../line/use-line.ts';
import { money } from '../text/money-text.ts';
import { w } from '../text/words.ts';
import type { Currency } from '@protocol/money.ts';
import type { Sale } from './basket.ts';

type PaidBy = CommandInput<'sale.record'>['paidBy'];
export interface Sold {
  readonly orderNumber: number;
  readonly sale: Sale;
}
export interface Outcome {
  readonly sold: readonly Sold[];
  /** Why the rest was not; null where all was sold. */
  readonly wrong: string | null;
}
interface Selling {
  readonly sending: boolean;
  /** null while the one before is still unanswered: a tap too many sells nothing twice. */
  readonly sell: (sales: readonly Sale[], paidBy: PaidBy) => Promise<Outcome | null>;
}

/** In the words of the counter: who was faster, and what is left. */
function whyNot(details: Readonly<Record<string, unknown>>, sale: Sale, nameOf: (sku: string) => string): string | null {
  const { sku, n } = details;
  if (typeof sku !== 'string' || typeof n !== 'number') return null;
  return w(sale.dropId === null ? 'till.gone' : 'till.faster', { n, name: nameOf(sku) });
}

export function useSale(nameOf: (sku: string) => string): Selling {
  const line = useLine();
  const [sending, setSending] = useState(false);
  const busy = useRef(false);
  const sell = useCallback(
    async (sales: readonly Sale[], paidBy: PaidBy): Promise<Outcome | null> => {
      if (busy.current) return null;
      busy.current = true;
      setSending(true);
      const sold: Sold[] = [];
      try {
        for (const sale of sales) {
          const answer = await line.send('sale.record', { lines: [...sale.lines], paidBy, dropId: sale.dropId });
          if (!answer.ok) {
            const { code, details, message } = answer.refusal;
            return { sold, wrong: (code === 'not-enough-stock' ? whyNot(details, sale, nameOf) : null) ?? message };
          }
          sold.push({ orderNumber: answer.result.orderNumber, sale });
        }
        return { sold, wrong: null };
      } finally {
        busy.current = false;
        setSending(false);
      }
    },
    [line, nameOf],
  );
  return { sending, sell };
}

const totalOf = (sale: Sale): number => sale.lines.reduce((sum, each) => sum + each.price * each.quantity, 0);
/** "#1043 sold, €65, from “Belt”": a sentence for each sale, since each came from somewhere. */
export const soldSentence = (sold: readonly Sold[], currency: Currency): string =>
  sold
    .map(({ orderNumber, sale }) => {
      const blanks = { number: String(orderNumber), total: money(totalOf(sale), currency) };
      return sale.title === null ? w('till.soldFree', blanks) : w('till.soldDrop', { ...blanks, title: sale.title });
    })
    .join(' ');
