import type { ChatAdapter } from './chat.ts';
import type { MailAdapter } from './mail.ts';
import type { PaymentAdapter } from './payment.ts';
import type { ShopAdapter } from './shop-link.ts';

/** Everything outside that can be plugged in. The one list stands in `server/edges/adapters.ts`. */
export interface Adapters {
  readonly chats: readonly ChatAdapter[];
  readonly payments: readonly PaymentAdapter[];
  /** Shops elsewhere, where a drop may be bought instead of here. */
  readonly shops: readonly ShopAdapter[];
  /** Absent where no mail is sent. */
  readonly mail?: MailAdapter;
}
