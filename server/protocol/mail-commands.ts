import { z } from 'zod';
import { command, host, id, nothing, owner, settings } from './inputs.ts';

/** The shop's mail server. What is sent through it follows from what happens to orders. */
export const mailCommands = {
  'mail.save': command({
    input: z.strictObject({ enabled: z.boolean(), settings }),
    result: nothing,
    roles: owner,
    refusals: ['bad-settings', 'no-mail'],
    about: 'Where buyers’ mails go out, and whether they do. Without it the order’s page says everything.',
  }),
  'mail.test': command({
    input: nothing,
    result: z.strictObject({ taskId: id }),
    roles: owner,
    refusals: ['no-mail', 'shop-not-configured'],
    about: 'Send one mail to the seller’s own address; its task says how that ended.',
  }),
  'mail.again': command({
    input: nothing,
    result: z.strictObject({ mails: z.int() }),
    roles: host,
    refusals: ['no-mail'],
    about: 'Send once more every mail that the server did not take. Those that may have gone out stay with the host.',
  }),
} as const;
