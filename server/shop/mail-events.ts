/** What can have happened to the shop's mail; the mails themselves are tasks. */
export interface MailKinds {
  /** Never its settings: those are kept beside the events, sealed. */
  MailSaved: { enabled: boolean };
}
