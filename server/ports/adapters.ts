import type { ChatAdapter } from './chat.ts';
import type { PaymentAdapter } from './payment.ts';

/** Everything outside that can be plugged in. The one list stands in `server/edges/adapters.ts`. */
export interface Adapters {
  readonly chats: readonly ChatAdapter[];
  readonly payments: readonly PaymentAdapter[];
}
